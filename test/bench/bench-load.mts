// `npm run bench:load [-- --write]`: what the package costs n8n before the first delivery.
import { readdir, stat } from 'node:fs/promises';
import path from 'node:path';

import { sum } from 'simple-statistics';

import { runCommand } from '../harness/command.mts';
import { ensureNode } from '../harness/node-runtime.mts';
import { packTarball } from '../harness/pack.mts';
import { inRepository } from '../harness/paths.mts';
import { report } from './support/report.mts';
import { summarise } from './support/statistics.mts';
import { duration, goal, markdownTable } from './support/table.mts';

const ROUNDS = 15;

const kilobytes = (value: number): string => `${(value / 1_000).toFixed(1)} KB`;

const tarball = (await stat(await packTarball())).size;
const { node } = await ensureNode();
const child = inRepository('test', 'bench', 'load', 'require-package.mts');
const runs: Array<
	Record<'types' | 'nanoseconds' | 'cpuNanoseconds' | 'heap' | 'description' | 'workflowNanoseconds', number>
> = [];
for (let round = 0; round < ROUNDS; round++) {
	const output = await runCommand(node, ['--expose-gc', '--no-warnings', child], { env: { PATH: process.env.PATH } });
	runs.push(JSON.parse(output) as (typeof runs)[0]);
}

const figure = (field: keyof (typeof runs)[0]) => summarise(runs.map((run) => run[field]));
const row = (what: string, { median, low, high }: ReturnType<typeof figure>, format: (value: number) => string) => ({
	what,
	figure: format(median),
	'eight of ten': `${format(low)} to ${format(high)}`,
});
const files = (await readdir(inRepository('dist'), { recursive: true, withFileTypes: true })).filter((entry) =>
	entry.isFile(),
);
const sizes = await Promise.all(
	files.map(async ({ parentPath, name }) => (await stat(path.join(parentPath, name))).size),
);
const table = markdownTable([
	row(`requiring all ${runs[0].types} types, CPU time`, figure('cpuNanoseconds'), duration),
	row(`requiring all ${runs[0].types} types, by the clock`, figure('nanoseconds'), duration),
	row('heap that they keep', figure('heap'), kilobytes),
	row('a workflow object with the Signed Webhook Trigger', figure('workflowNanoseconds'), duration),
	{ what: 'description of the Signed Webhook Trigger', figure: kilobytes(runs[0].description) },
	{ what: 'tarball', figure: kilobytes(tarball) },
	{ what: `installed, ${files.length} files`, figure: kilobytes(sum(sizes)) },
]);
const goals = markdownTable([
	goal('tarball', tarball, 'at most', 180_000, kilobytes),
	goal('description of the Signed Webhook Trigger', runs[0].description, 'at most', 350_000, kilobytes),
	goal('a workflow object with it', figure('workflowNanoseconds').median, 'at most', 0.2e6, duration),
	goal('requiring all types, CPU time', figure('cpuNanoseconds').median, 'at most', 90e6, duration),
]);
await report({ load: [table, goals] });
