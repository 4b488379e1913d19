// `npm run bench:load [-- --write]`: what the package costs n8n before the first delivery.
import { readdir, stat } from 'node:fs/promises';
import path from 'node:path';

import { runCommand } from '../harness/command.mts';
import { ensureNode } from '../harness/node-runtime.mts';
import { packTarball } from '../harness/pack.mts';
import { inRepository, repositoryRoot } from '../harness/paths.mts';
import { goal, goalTable } from './support/goals.mts';
import { report } from './support/report.mts';
import { summarise } from './support/statistics.mts';
import { duration, markdownTable } from './support/table.mts';

/** What test/bench/load/require-package.mts prints. */
type Run = Record<'types' | 'nanoseconds' | 'cpuNanoseconds' | 'heap', number>;

const ROUNDS = 15;

const kilobytes = (value: number): string => `${(value / 1_000).toFixed(1)} KB`;

const tarball = (await stat(await packTarball())).size;
const { node } = await ensureNode();
const child = inRepository('test', 'bench', 'load', 'require-package.mts');
const env = { PATH: process.env.PATH };
const runs: Run[] = [];
for (let round = 0; round < ROUNDS; round++) {
	runs.push(JSON.parse(await runCommand(node, ['--expose-gc', '--no-warnings', child, repositoryRoot()], { env })) as Run);
}

const figure = (field: keyof Run) => summarise(runs.map((run) => run[field]));
const row = (what: string, field: keyof Run, format: (value: number) => string) => {
	const { median, low, high } = figure(field);
	return [what, format(median), `${format(low)} to ${format(high)}`];
};
const entries = await readdir(inRepository('dist'), { recursive: true, withFileTypes: true });
const files = entries.filter((entry) => entry.isFile());
const sizes = await Promise.all(files.map(async ({ parentPath, name }) => (await stat(path.join(parentPath, name))).size));
const table = markdownTable(
	['what', 'figure', 'eight of ten'],
	[
		row(`requiring all ${runs[0].types} types, CPU time`, 'cpuNanoseconds', duration),
		row(`requiring all ${runs[0].types} types, by the clock`, 'nanoseconds', duration),
		row('heap that they keep', 'heap', kilobytes),
		['tarball', kilobytes(tarball), ''],
		[`installed, ${files.length} files`, kilobytes(sizes.reduce((sum, size) => sum + size, 0)), ''],
	],
);
const goals = goalTable([
	goal('tarball', tarball, 'at most', 130_000, kilobytes),
	goal('requiring all types, CPU time', figure('cpuNanoseconds').median, 'at most', 90e6, duration),
]);
await report({ load: [table, goals] });
