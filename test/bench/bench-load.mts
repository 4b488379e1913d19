// `npm run bench:load [-- --write]`: what the package costs n8n before the first delivery.
import { readdir, stat } from 'node:fs/promises';
import path from 'node:path';

import { runCommand } from '../harness/command.mts';
import { ensureNode } from '../harness/node-runtime.mts';
import { packTarball } from '../harness/pack.mts';
import { inRepository, repositoryRoot } from '../harness/paths.mts';
import { goalTable } from './support/goals.mts';
import { report } from './support/report.mts';
import { summarise } from './support/statistics.mts';
import { markdownTable } from './support/table.mts';

/** What test/bench/load/require-package.mts prints. */
type Run = Record<'types' | 'milliseconds' | 'cpuMilliseconds' | 'heap', number>;

const ROUNDS = 15;

const milliseconds = (value: number): string => `${value.toFixed(1)} ms`;
const kilobytes = (value: number): string => `${(value / 1_000).toFixed(1)} KB`;

const tarball = (await stat(await packTarball())).size;
const { node } = await ensureNode();
const child = inRepository('test', 'bench', 'load', 'require-package.mts');
const runs: Run[] = [];
for (let round = 0; round < ROUNDS; round++) {
	const output = await runCommand(node, ['--expose-gc', '--no-warnings', child, repositoryRoot()], {
		env: { PATH: process.env.PATH },
	});
	runs.push(JSON.parse(output) as Run);
}

const row = (what: string, field: keyof Run, format: (value: number) => string) => {
	const { median, low, high } = summarise(runs.map((run) => run[field]));
	return [what, format(median), `${format(low)} to ${format(high)}`];
};
const entries = await readdir(inRepository('dist'), { recursive: true, withFileTypes: true });
const files = entries.filter((entry) => entry.isFile());
const sizes = await Promise.all(files.map(async ({ parentPath, name }) => (await stat(path.join(parentPath, name))).size));
const cpu = summarise(runs.map(({ cpuMilliseconds }) => cpuMilliseconds)).median;
const table = markdownTable(
	['what', 'figure', 'eight of ten'],
	[
		row(`requiring all ${runs[0].types} types, CPU time`, 'cpuMilliseconds', milliseconds),
		row(`requiring all ${runs[0].types} types, by the clock`, 'milliseconds', milliseconds),
		row('heap that they keep', 'heap', kilobytes),
		['tarball', kilobytes(tarball), ''],
		[`installed, ${files.length} files`, kilobytes(sizes.reduce((sum, size) => sum + size, 0)), ''],
	],
);
const goals = goalTable([
	{ what: 'tarball', measured: tarball, bound: 130_000, direction: 'at most', format: kilobytes },
	{ what: 'requiring all types, CPU time', measured: cpu, bound: 90, direction: 'at most', format: milliseconds },
]);
await report({ load: [table, goals] }, (await runCommand(node, ['--version'])).trim());
