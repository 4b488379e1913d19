import { startHttpTarget } from '../../support/http-target.mts';
import { openWorkbench } from '../../support/workbench.mts';
import { measureBurst } from './burst.mts';
import { type Cell, measureCell } from './cells.mts';
import { keepBusy } from './load-generator.mts';
import { untilIdle } from './process-cost.mts';
import { openTarget, type Target, type TargetName, targetNames } from './targets.mts';

const loads = [
	{ kind: 'authentic', connections: 1 },
	{ kind: 'authentic', connections: 10 },
	{ kind: 'authentic', connections: 50 },
	{ kind: 'forged', connections: 1 },
	{ kind: 'forged', connections: 10 },
] as const;

/**
 * Measures one n8n, in one process on SQLite: in each round every workflow, one after the other, under the same load.
 * @param engine how n8n treats expressions: its default, or N8N_EXPRESSION_ENGINE_LAZY_ACQUIRE=true
 * @param seconds how long each line is under load in each round
 * @param burst how many deliveries come at once to the package's trigger, and to the one that combines events
 */
export async function measureSingle(
	engine: 'default' | 'lazy',
	rounds: number,
	seconds: number,
	burst: Record<'package' | 'combined', number>,
) {
	const github = await startHttpTarget();
	// What the GitHub Trigger expects once its endpoint is registered. Source: GitHub's REST API, "Repository webhooks".
	github.answer = { id: 1, active: true, events: ['push'] };
	const env = { N8N_EXPRESSION_ENGINE_LAZY_ACQUIRE: String(engine === 'lazy') };
	const bench = await openWorkbench({ env, logLevel: 'error' });
	try {
		const { pid } = bench.n8n;
		const targets: Target[] = [];
		for (const name of Object.keys(targetNames) as TargetName[]) targets.push(await openTarget(bench, name, github));
		const groups = loads.map((load) =>
			targets
				// What verifies nothing does not know a forged delivery.
				.filter(({ name }) => load.kind === 'authentic' || name !== 'unverified')
				.map((target): Cell => ({ target, ...load, perSecond: [], cpu: [], p95: [] })),
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
		await github.close();
	}
}
