import { quantile } from 'simple-statistics';

import { openWorkbench } from '../../support/workbench.mts';
import { type Burst, measureBurst } from './burst.mts';
import { doItYourselfTarget, githubTarget, unverifiedTarget } from './core-targets.mts';
import { startGithubStub } from './github-stub.mts';
import { keepBusy } from './load-generator.mts';
import { cpuTime, untilIdle } from './process-cost.mts';
import { type Kind, packageTarget, signedTarget, type Target } from './targets.mts';

/** How n8n treats expressions: its default, or N8N_EXPRESSION_ENGINE_LAZY_ACQUIRE=true. */
export type Engine = 'default' | 'lazy';

/** One workflow, one kind of deliveries, one number of connections. */
export interface Cell {
	target: Target;
	kind: Kind;
	connections: number;
	/** Deliveries answered per second, by round. */
	perSecond: number[];
	/** Milliseconds of n8n's CPU time per delivery, until the executions have ended too, by round. */
	cpu: number[];
	/** Milliseconds in which 95 of 100 deliveries were answered, by round. */
	p95: number[];
}

/** How long and how often is measured. */
export interface Effort {
	rounds: number;
	/** How long each line is under load in each round. */
	seconds: number;
	/** Gets a line whenever something has been measured. */
	onProgress: (text: string) => void;
}

const loads: Array<[kind: Kind, connections: number]> = [
	['authentic', 1],
	['authentic', 10],
	['authentic', 50],
	['forged', 1],
	['forged', 10],
];

/**
 * Measures one n8n, in one process on SQLite: in each round every workflow, one after the other, under the same load.
 *
 * @param engine how n8n treats expressions
 * @param bursts how many deliveries come at once to the package's trigger, and to the one that combines events
 */
export async function measureSingle(
	engine: Engine,
	{ rounds, seconds, onProgress }: Effort,
	bursts: { package: number; combined: number },
): Promise<{ cells: Cell[]; bursts: Burst[] }> {
	const env: Record<string, string> = engine === 'lazy' ? { N8N_EXPRESSION_ENGINE_LAZY_ACQUIRE: 'true' } : {};
	const stub = await startGithubStub();
	const bench = await openWorkbench({ env, logLevel: 'error' });
	try {
		const { pid } = bench.n8n;
		const targets = [
			await packageTarget(bench, 'package'),
			await packageTarget(bench, 'combined'),
			await signedTarget(bench),
			await githubTarget(bench, stub.url),
			await doItYourselfTarget(bench),
			await unverifiedTarget(bench),
		];
		await warmUp(pid, targets);
		const groups = loads.map(([kind, connections]) =>
			targets
				// What verifies nothing does not know a forged delivery.
				.filter(({ name }) => kind === 'authentic' || name !== 'unverified')
				.map((target): Cell => ({ target, kind, connections, perSecond: [], cpu: [], p95: [] })),
		);
		for (let round = 0; round < rounds; round++) {
			// Those that are compared with each other come close together in time, and each round begins with another one,
			// so that none always runs in the wake of the same neighbour.
			for (const cells of groups) {
				for (const turn of cells.keys()) await measureCell(pid, cells[(round + turn) % cells.length], seconds * 1_000);
			}
			onProgress(`${engine} engine, round ${round + 1} of ${rounds}`);
		}
		const measured = [
			await measureBurst(bench, 'package', bursts.package),
			await measureBurst(bench, 'combined', bursts.combined),
		];
		onProgress(`${engine} engine, bursts`);
		return { cells: groups.flat(), bursts: measured };
	} finally {
		await bench.close();
		await stub.close();
	}
}

/** The first executions of a workflow compile what all later ones use. */
async function warmUp(pid: number, targets: readonly Target[]): Promise<void> {
	for (const target of targets) {
		for (const kind of ['authentic', 'forged'] as const) {
			const { taken, unexpected } = await keepBusy(target, kind, 2, 1_000);
			if (taken.length === 0) throw new Error(`${target.name}, ${kind}: nothing but ${unexpected.join(', ')}`);
		}
	}
	await untilIdle(pid);
}

async function measureCell(pid: number, { target, kind, connections, ...figures }: Cell, milliseconds: number): Promise<void> {
	const before = await cpuTime(pid);
	const { taken, elapsed } = await keepBusy(target, kind, connections, milliseconds);
	await untilIdle(pid);
	figures.cpu.push(((await cpuTime(pid)) - before) / taken.length);
	figures.perSecond.push((taken.length * 1_000) / elapsed);
	figures.p95.push(taken.length === 0 ? Infinity : quantile(taken, 0.95));
}
