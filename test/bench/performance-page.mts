// `npm run docs:performance`: writes what the benchmarks have measured into docs/performance.md, so that nobody types a
// figure. Figures of a benchmark that was not run since the checkout stay as they are.
import { readFile, writeFile } from 'node:fs/promises';

import { inRepository } from '../harness/paths.mts';
import type { BenchFigures } from './kernel/figures.mts';
import { kernelGoals } from './kernel/goals.mts';
import { kernelTable, partTable } from './kernel/table.mts';
import { type LoadFigures, loadGoals, loadTable } from './load/figures.mts';
import type { N8nFigures } from './n8n/figures.mts';
import { n8nGoals } from './n8n/goals.mts';
import { type ProfileFigures, profileTable } from './n8n/profile-figures.mts';
import { burstTable, queueTable, singleTable } from './n8n/tables.mts';
import { goalTable } from './support/goals.mts';
import { fillIn } from './support/marked-page.mts';
import { origin, readResults, type Results } from './support/results.mts';

const PAGE = inRepository('docs', 'performance.md');

let page = await readFile(PAGE, 'utf8');
const fill = (name: string, { machine }: Results<unknown>, ...tables: string[]) => {
	page = fillIn(page, name, [origin(machine), ...tables].join('\n\n'));
};

for (const major of [24, 20]) {
	const name = `kernel-node${major}`;
	await withResults<BenchFigures>(name, (results) => {
		const { lines, parts } = results.figures;
		fill(name, results, kernelTable(lines));
		// The parts of the one are in the same proportion as those of the other.
		if (major === 24) fill(`${name}-parts`, results, partTable(parts));
		fill(`${name}-goals`, results, goalTable(kernelGoals(lines)));
	});
}
await withResults<N8nFigures>('n8n', (results) => {
	const { cells, bursts, queue, n8n, rounds, seconds } = results.figures;
	const how = `n8n ${n8n}, ${rounds} rounds of ${seconds} seconds for each line.`;
	for (const engine of ['default', 'lazy'] as const) {
		fill(`n8n-${engine}`, results, how, singleTable(cells.filter((cell) => cell.engine === engine)));
	}
	fill('n8n-burst', results, burstTable(bursts));
	if (queue.length > 0) fill('n8n-queue', results, queueTable(queue));
	fill('n8n-goals', results, goalTable(n8nGoals(results.figures)));
});
await withResults<ProfileFigures>('profile', (results) => {
	const { n8n, deliveries } = results.figures;
	fill('profile', results, `n8n ${n8n}, ${deliveries} deliveries over 10 connections, lazy isolates.`, profileTable(results.figures));
});
await withResults<LoadFigures>('load', (results) => {
	fill('load', results, loadTable(results.figures), goalTable(loadGoals(results.figures)));
});
await writeFile(PAGE, page);
console.log(`Written to ${PAGE}`);

async function withResults<Figures>(name: string, use: (results: Results<Figures>) => void): Promise<void> {
	const results = await readResults<Figures>(name).catch(() => null);
	if (results === null) console.log(`${name} was not measured here: its figures stay as they are`);
	else use(results);
}
