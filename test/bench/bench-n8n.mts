// `npm run bench:n8n [-- --quick] [--without-queue]`: what a delivery costs a real n8n, beside n8n's own nodes.
import { chosenN8nVersion, ensureN8n } from '../harness/n8n-install.mts';
import { ensureNode } from '../harness/node-runtime.mts';
import { runCommand } from '../harness/command.mts';
import type { N8nFigures } from './n8n/figures.mts';
import { n8nGoals } from './n8n/goals.mts';
import { measureQueue } from './n8n/queue.mts';
import { measureSingle } from './n8n/single.mts';
import { burstTable, queueTable, singleTable } from './n8n/tables.mts';
import { printGoals } from './support/goals.mts';
import { describeMachine, writeResults } from './support/results.mts';

const quick = process.argv.includes('--quick');
const rounds = quick ? 1 : 3;
const seconds = quick ? 1 : 3;
const startedAt = Date.now();
const onProgress = (text: string) =>
	process.stderr.write(`${text} (${Math.round((Date.now() - startedAt) / 1_000)} s)\n`);

const version = chosenN8nVersion();
await ensureN8n(version);
const node = (await runCommand((await ensureNode()).node, ['--version'])).trim();
const machine = describeMachine(node);
console.log(`n8n ${version} on Node ${node}, ${machine.cores} × ${machine.cpu}; ${rounds} rounds of ${seconds} s`);

const options = { rounds, seconds, burst: quick ? 100 : 300, combinedBurst: quick ? 300 : 1_000, onProgress };
const figures: N8nFigures = { n8n: version, rounds, seconds, cells: [], bursts: [], queue: [] };
for (const engine of ['default', 'lazy'] as const) {
	const { cells, bursts } = await measureSingle(engine, options);
	figures.cells.push(...cells);
	figures.bursts.push(...bursts);
	console.log(`\nThe ${engine} engine\n\n${singleTable(cells)}`);
}
console.log(`\nA burst\n\n${burstTable(figures.bursts)}`);
if (!process.argv.includes('--without-queue')) {
	figures.queue = await measureQueue(options);
	console.log(`\nQueue mode\n\n${queueTable(figures.queue)}`);
}
printGoals(n8nGoals(figures));
console.log(`\nWritten to ${await writeResults(quick ? 'n8n-quick' : 'n8n', { machine: describeMachine(node), figures })}`);
