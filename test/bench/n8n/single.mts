import { openWorkbench } from '../../support/workbench.mts';
import { type Burst, measureBurst } from './burst.mts';
import { type Cell, measureCell } from './cells.mts';
import { doItYourselfTarget, githubTarget, unverifiedTarget } from './core-targets.mts';
import { startGithubStub } from './github-stub.mts';
import { keepBusy } from './load-generator.mts';
import { untilIdle } from './process-cost.mts';
import { type Kind, packageTarget, signedTarget } from './targets.mts';

/** How n8n treats expressions: its default, or N8N_EXPRESSION_ENGINE_LAZY_ACQUIRE=true. */
export type Engine = 'default' | 'lazy';

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
 * @param seconds how long each line is under load in each round
 * @param burst how many deliveries come at once to the package's trigger, and to the one that combines events
 */
export async function measureSingle(
	engine: Engine,
	rounds: number,
	seconds: number,
	burst: { package: number; combined: number },
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
		const groups = loads.map(([kind, connections]) =>
			targets
				// What verifies nothing does not know a forged delivery.
				.filter(({ name }) => kind === 'authentic' || name !== 'unverified')
				.map((target): Cell => ({ target, kind, connections, perSecond: [], cpu: [], p95: [] })),
		);
		// The first executions of a workflow compile what all later ones use.
		for (const { target, kind } of groups.flat().filter(({ connections }) => connections === 1)) {
			const { taken, unexpected } = await keepBusy(target, kind, 2, 1_000);
			if (taken.length === 0) throw new Error(`${target.name}, ${kind}: nothing but ${unexpected.join(', ')}`);
		}
		await untilIdle(pid);
		for (let round = 0; round < rounds; round++) {
			// Those that are compared with each other come close together in time, and each round begins with another one,
			// so that none always runs in the wake of the same neighbour.
			for (const cells of groups) {
				for (const turn of cells.keys()) await measureCell(pid, cells[(round + turn) % cells.length], seconds);
			}
			console.error(`${engine} engine, round ${round + 1} of ${rounds}`);
		}
		const bursts = [
			await measureBurst(bench, engine, 'package', burst.package),
			await measureBurst(bench, engine, 'combined', burst.combined),
		];
		return { cells: groups.flat(), bursts };
	} finally {
		await bench.close();
		await stub.close();
	}
}
