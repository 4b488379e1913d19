// `npm run bench:n8n [-- --quick] [--without-queue] [--write]`: what a delivery costs a real n8n, beside n8n's own nodes.
import { chosenN8nVersion, ensureN8n } from '../harness/n8n-install.mts';
import { cellTable, comparisonTable } from './n8n/cells.mts';
import { goalsBeside } from './n8n/goals.mts';
import { measureQueue } from './n8n/queue.mts';
import { measureSingle } from './n8n/single.mts';
import { report } from './support/report.mts';
import { markdownTable } from './support/table.mts';

const quick = process.argv.includes('--quick');
const rounds = quick ? 1 : 3;
// The default engine answers so few deliveries a second that three seconds hold too few for a ratio.
const seconds = quick ? { default: 1, lazy: 1 } : { default: 6, lazy: 3 };
const burst = quick ? { package: 100, combined: 300 } : { package: 300, combined: 1_000 };

const version = chosenN8nVersion();
await ensureN8n(version);
const eager = await measureSingle('default', rounds, seconds.default, burst);
const lazy = await measureSingle('lazy', rounds, seconds.lazy, burst);
const how = `n8n ${version}, ${rounds} rounds of`;
const goals = [...goalsBeside({ default: eager.cells, lazy: lazy.cells }), ...lazy.bursts.flatMap((one) => one.goals)];
const sections: Record<string, string[]> = {
	'n8n-default': [`${how} ${seconds.default} seconds for each line.`, cellTable(eager.cells)],
	'n8n-lazy': [`${how} ${seconds.lazy} seconds for each line.`, cellTable(lazy.cells)],
	'n8n-comparison': [
		`n8n ${version}; in brackets, the CPU time of n8n for each delivery.`,
		comparisonTable({ default: eager.cells, lazy: lazy.cells }),
	],
	'n8n-burst': [markdownTable([...eager.bursts, ...lazy.bursts].map(({ row }) => row))],
	'n8n-goals': [markdownTable(goals)],
};
if (!process.argv.includes('--without-queue')) sections['n8n-queue'] = [await measureQueue(rounds, seconds.lazy)];
await report(sections);
