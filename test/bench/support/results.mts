import { mkdir, readFile, writeFile } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';

import { inRepository } from '../../harness/paths.mts';

/** What a benchmark ran on; figures of different machines may not be compared. */
interface Machine {
	node: string;
	cpu: string;
	cores: number;
	/** How many programs wanted a core when the benchmark ended, over the last five minutes. */
	load: number;
	at: string;
}

/** A benchmark's figures, and where they come from. */
export interface Results<Figures> {
	machine: Machine;
	figures: Figures;
}

const fileOf = (name: string) => inRepository('.tmp', 'bench', `${name}.json`);

/** @param node the version that did the work, where that was not this process */
export function describeMachine(node = process.version): Machine {
	const cpus = os.cpus();
	return {
		node,
		cpu: cpus[0]?.model ?? 'unknown',
		cores: cpus.length,
		load: os.loadavg()[1],
		at: new Date().toISOString(),
	};
}

/** Says in one sentence where figures come from. */
export function origin({ node, cores, cpu, load, at }: Machine): string {
	const others = `${load.toFixed(1)} programs wanted a core on average`;
	return `Measured on ${at.slice(0, 10)} with Node ${node}, on ${cores} × ${cpu.trim()}, while ${others}.`;
}

/**
 * Writes a benchmark's figures where `npm run docs:performance` looks for them.
 *
 * @param name the benchmark
 * @param results its figures
 * @returns the file's path
 */
export async function writeResults(name: string, results: Results<unknown>): Promise<string> {
	const file = fileOf(name);
	await mkdir(path.dirname(file), { recursive: true });
	await writeFile(file, `${JSON.stringify(results, null, '\t')}\n`);
	return file;
}

/** @throws Error when the benchmark has not been run */
export async function readResults<Figures>(name: string): Promise<Results<Figures>> {
	return JSON.parse(await readFile(fileOf(name), 'utf8')) as Results<Figures>;
}
