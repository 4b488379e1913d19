// `npm run bench:load`: what the package costs n8n before the first delivery.
import { readdir, stat } from 'node:fs/promises';
import path from 'node:path';

import { runCommand } from '../harness/command.mts';
import { ensureNode } from '../harness/node-runtime.mts';
import { packTarball } from '../harness/pack.mts';
import { inRepository, repositoryRoot } from '../harness/paths.mts';
import { type LoadFigures, loadGoals, loadTable } from './load/figures.mts';
import { printGoals } from './support/goals.mts';
import { describeMachine, writeResults } from './support/results.mts';
import { summarise } from './support/statistics.mts';

interface Run {
	types: number;
	milliseconds: number;
	cpuMilliseconds: number;
	heap: number;
}

const ROUNDS = 15;

const tarball = await packTarball();
const { node } = await ensureNode();
const child = inRepository('test', 'bench', 'load', 'require-package.mts');
const runs: Run[] = [];
for (let round = 0; round < ROUNDS; round++) {
	const output = await runCommand(node, ['--expose-gc', '--no-warnings', child, repositoryRoot()], {
		env: { PATH: process.env.PATH },
	});
	runs.push(JSON.parse(output) as Run);
}
const over = (field: keyof Run) => summarise(runs.map((run) => run[field]));
const dist = await sizeOf(inRepository('dist'));
const figures: LoadFigures = {
	types: runs[0].types,
	milliseconds: over('milliseconds'),
	cpuMilliseconds: over('cpuMilliseconds'),
	heap: over('heap'),
	tarball: (await stat(tarball)).size,
	installed: dist.bytes,
	files: dist.files,
};
const machine = describeMachine((await runCommand(node, ['--version'])).trim());
console.log(`Node ${machine.node} on ${machine.cores} × ${machine.cpu}; ${ROUNDS} fresh processes\n`);
console.log(loadTable(figures));
printGoals(loadGoals(figures));
console.log(`\nWritten to ${await writeResults('load', { machine, figures })}`);

async function sizeOf(folder: string): Promise<{ bytes: number; files: number }> {
	const entries = await readdir(folder, { recursive: true, withFileTypes: true });
	const files = entries.filter((entry) => entry.isFile());
	const sizes = await Promise.all(
		files.map(async ({ parentPath, name }) => (await stat(path.join(parentPath, name))).size),
	);
	return { bytes: sizes.reduce((sum, size) => sum + size, 0), files: files.length };
}
