import { openWorkbench, type Workbench } from '../../support/workbench.mts';
import { measureBurst } from './burst.mts';
import { doItYourselfTarget, githubTarget, unverifiedTarget } from './core-targets.mts';
import { addTo, type BurstFigures, type Cell, type Engine } from './figures.mts';
import { startGithubStub } from './github-stub.mts';
import { keepBusy, type Kind } from './load-generator.mts';
import { cpuTime, untilIdle } from './process-cost.mts';
import { packageTarget, signedTarget, type Target } from './targets.mts';

interface SingleOptions {
	rounds: number;
	/** How long each cell is under load in each round. */
	seconds: number;
	/** How many deliveries the burst has, and how many the one to the trigger that combines events. */
	burst: number;
	combinedBurst: number;
	/** Gets a line whenever something has been measured. */
	onProgress: (text: string) => void;
}

/**
 * Measures one n8n, in one process on SQLite: in each round every workflow, one after the other, under the same load.
 *
 * @param engine how n8n treats expressions
 * @param options how long and how often
 */
export async function measureSingle(
	engine: Engine,
	options: SingleOptions,
): Promise<{ cells: Cell[]; bursts: BurstFigures[] }> {
	const env: Record<string, string> = engine === 'lazy' ? { N8N_EXPRESSION_ENGINE_LAZY_ACQUIRE: 'true' } : {};
	const stub = await startGithubStub();
	const bench = await openWorkbench({ env, logLevel: 'error' });
	try {
		const targets = [
			await packageTarget(bench, 'package'),
			await packageTarget(bench, 'combined'),
			await signedTarget(bench),
			await githubTarget(bench, stub.url),
			await doItYourselfTarget(bench),
			await unverifiedTarget(bench),
		];
		await warmUp(bench, targets);
		const cells = targets.flatMap((target) => cellsOf(engine, target));
		for (let round = 0; round < options.rounds; round++) {
			for (const cell of inOrderOf(round, cells)) {
				const target = targets.find(({ name }) => name === cell.target);
				if (target !== undefined) await measureCell(bench, target, cell, options.seconds * 1_000);
			}
			options.onProgress(`${engine} engine, round ${round + 1} of ${options.rounds}`);
		}
		const bursts = [
			await measureBurst(bench, engine, 'package', options.burst),
			await measureBurst(bench, engine, 'combined', options.combinedBurst),
		];
		options.onProgress(`${engine} engine, bursts`);
		return { cells, bursts };
	} finally {
		await bench.close();
		await stub.close();
	}
}

/** The first executions of a workflow compile what all later ones use. */
async function warmUp({ n8n }: Workbench, targets: readonly Target[]): Promise<void> {
	for (const target of targets) {
		for (const kind of ['authentic', 'forged'] as const) {
			const load = await keepBusy(target, kind, 2, 1_000);
			if (load.answered === 0) {
				throw new Error(`${target.name}, ${kind}: nothing but ${JSON.stringify(load.unexpected)}`);
			}
		}
	}
	await untilIdle(n8n.pid);
}

function cellsOf(engine: Engine, { name: target }: Target): Cell[] {
	// What verifies nothing does not know a forged delivery.
	const kinds: Kind[] = target === 'unverified' ? ['authentic'] : ['authentic', 'forged'];
	return kinds.flatMap((kind) =>
		(kind === 'authentic' ? [1, 10, 50] : [1, 10]).map(
			(connections): Cell => ({ engine, target, kind, connections, perSecond: [], cpu: [], p95: [], unexpected: {} }),
		),
	);
}

/**
 * Those that are compared with each other come close together in time, and each round begins with another one, so
 * that none always runs in the wake of the same neighbour.
 */
function inOrderOf(round: number, cells: readonly Cell[]): Cell[] {
	const rank = ({ kind, connections }: Cell) => (kind === 'forged' ? 100 : 0) + connections;
	const rotated = cells.map((_, index) => cells[(index + round * 4) % cells.length]);
	return rotated.sort((one, other) => rank(one) - rank(other));
}

async function measureCell(
	{ n8n }: Workbench,
	target: Target,
	cell: Cell,
	milliseconds: number,
): Promise<void> {
	const before = await cpuTime(n8n.pid);
	const load = await keepBusy(target, cell.kind, cell.connections, milliseconds);
	await untilIdle(n8n.pid);
	const after = await cpuTime(n8n.pid);
	cell.perSecond.push((load.answered * 1_000) / load.elapsed);
	cell.p95.push(load.p95);
	if (before !== null && after !== null && load.answered > 0) cell.cpu.push((after - before) / load.answered);
	addTo(cell.unexpected, load.unexpected);
}
