// `npm run bench:n8n [-- --quick] [--without-queue] [--write]`: what a delivery costs a real n8n, beside n8n's own nodes.
import { chosenN8nVersion, ensureN8n } from '../harness/n8n-install.mts';
import { ensureNode } from '../harness/node-runtime.mts';
import { runCommand } from '../harness/command.mts';
import { writeThroughputChart } from './n8n/chart.mts';
import type { N8nFigures } from './n8n/figures.mts';
import { n8nGoals } from './n8n/goals.mts';
import { measureQueue } from './n8n/queue.mts';
import { measureSingle } from './n8n/single.mts';
import { burstTable, queueTable, singleTable } from './n8n/tables.mts';
import { goalTable } from './support/goals.mts';
import { report } from './support/report.mts';

const quick = process.argv.includes('--quick');
const rounds = quick ? 1 : 3;
const seconds = quick ? 1 : 3;
const startedAt = Date.now();
const onProgress = (text: string) =>
	process.stderr.write(`${text} (${Math.round((Date.now() - startedAt) / 1_000)} s)\n`);

const version = chosenN8nVersion();
await ensureN8n(version);
const node = (await runCommand((await ensureNode()).node, ['--version'])).trim();
const options = { rounds, seconds, burst: quick ? 100 : 300, combinedBurst: quick ? 300 : 1_000, onProgress };
const how = `n8n ${version}, ${rounds} rounds of ${seconds} seconds for each line.`;
const sections: Record<string, string[]> = {};
const figures: N8nFigures = { cells: [], bursts: [] };
for (const engine of ['default', 'lazy'] as const) {
	const { cells, bursts } = await measureSingle(engine, options);
	figures.cells.push(...cells);
	figures.bursts.push(...bursts);
	sections[`n8n-${engine}`] = [how, singleTable(cells)];
}
sections['n8n-burst'] = [burstTable(figures.bursts)];
if (!process.argv.includes('--without-queue')) sections['n8n-queue'] = [queueTable(await measureQueue(options))];
sections['n8n-goals'] = [goalTable(n8nGoals(figures))];
if (process.argv.includes('--write')) {
	sections['n8n-chart'] = [await writeThroughputChart(figures.cells.filter(({ engine }) => engine === 'lazy'))];
}
await report(sections, node);
