// `npm run bench:n8n [-- --quick] [--without-queue] [--write]`: what a delivery costs a real n8n, beside n8n's own nodes.
import { chosenN8nVersion, ensureN8n } from '../harness/n8n-install.mts';
import { writeThroughputChart } from './n8n/chart.mts';
import { n8nGoals } from './n8n/goals.mts';
import { measureQueue } from './n8n/queue.mts';
import { type Effort, type Engine, measureSingle } from './n8n/single.mts';
import { burstTable, queueTable, singleTable } from './n8n/tables.mts';
import { goalTable } from './support/goals.mts';
import { report } from './support/report.mts';

const quick = process.argv.includes('--quick');
const startedAt = Date.now();
const onProgress = (text: string) =>
	process.stderr.write(`${text} (${Math.round((Date.now() - startedAt) / 1_000)} s)\n`);
// The default engine answers so few deliveries a second that three seconds hold too few for a ratio.
const effortOf = (engine: Engine): Effort =>
	quick ? { rounds: 1, seconds: 1, onProgress } : { rounds: 3, seconds: engine === 'default' ? 6 : 3, onProgress };
const burstSizes = quick ? { package: 100, combined: 300 } : { package: 300, combined: 1_000 };

const version = chosenN8nVersion();
await ensureN8n(version);
const byDefault = await measureSingle('default', effortOf('default'), burstSizes);
const lazy = await measureSingle('lazy', effortOf('lazy'), burstSizes);
const how = (engine: Engine) =>
	`n8n ${version}, ${effortOf(engine).rounds} rounds of ${effortOf(engine).seconds} seconds for each line.`;
const sections: Record<string, string[]> = {
	'n8n-default': [how('default'), singleTable(byDefault.cells)],
	'n8n-lazy': [how('lazy'), singleTable(lazy.cells)],
	'n8n-burst': [burstTable({ default: byDefault.bursts, lazy: lazy.bursts })],
	'n8n-goals': [goalTable(n8nGoals({ default: byDefault.cells, lazy: lazy.cells }, lazy.bursts))],
};
if (!process.argv.includes('--without-queue')) sections['n8n-queue'] = [queueTable(await measureQueue(effortOf('lazy')))];
if (process.argv.includes('--write')) sections['n8n-chart'] = [await writeThroughputChart(lazy.cells)];
await report(sections);
