import { packTarball } from '../../harness/pack.mts';
import { startQueueMode } from '../../harness/queue-mode.mts';
import { startSimulator } from '../../simulator/index.mts';
import { untilSettled } from '../../support/executed-events.mts';
import { furnish } from '../../support/workbench.mts';
import { summarise } from '../support/statistics.mts';
import { addTo, type QueueFigures } from './figures.mts';
import { keepBusy } from './load-generator.mts';
import { packageTarget, type Target } from './targets.mts';

interface QueueOptions {
	rounds: number;
	/** How long deliveries are sent in each round. */
	seconds: number;
	/** Gets a line whenever something has been measured. */
	onProgress: (text: string) => void;
}

const CONNECTIONS = 20;

interface Samples {
	processors: number;
	workers: number;
	acknowledged: number[];
	executed: number[];
	unexpected: Record<string, number>;
}

/**
 * Measures n8n in queue mode, with lazy isolates: one or two processes that receive, one or two that run executions.
 *
 * @param options how long and how often
 */
export async function measureQueue({ rounds, seconds, onProgress }: QueueOptions): Promise<QueueFigures[]> {
	const simulator = await startSimulator();
	const n8n = await startQueueMode({
		tarball: await packTarball(),
		webhooks: 2,
		workers: 2,
		env: { N8N_EXPRESSION_ENGINE_LAZY_ACQUIRE: 'true' },
		logLevel: 'error',
	});
	const bench = await furnish(n8n.main, simulator, n8n.dispose);
	try {
		const target = await packageTarget(bench, 'package');
		const origins = n8n.webhooks.map(({ url }) => url);
		const untilExecuted = async () => await untilSettled(n8n.database, target.workflow.id);
		await keepBusy({ ...target, origins }, 'authentic', 4, 2_000);
		await untilExecuted();

		const all: Samples[] = [];
		for (const workers of [2, 1]) {
			if (workers === 1) await n8n.workers[1].stop();
			const samples = [1, 2].map(
				(processors): Samples => ({ processors, workers, acknowledged: [], executed: [], unexpected: {} }),
			);
			for (let round = 0; round < rounds; round++) {
				for (const sample of samples) {
					const receiving = { ...target, origins: origins.slice(0, sample.processors) };
					await measure(receiving, sample, seconds * 1_000, untilExecuted);
				}
			}
			all.push(...samples);
			onProgress(`queue mode, ${workers} × worker`);
		}
		return all
			.map((sample) => ({
				...sample,
				acknowledged: summarise(sample.acknowledged),
				executed: summarise(sample.executed),
			}))
			.sort((one, other) => one.workers - other.workers || one.processors - other.processors);
	} finally {
		await bench.close();
	}
}

async function measure(
	target: Target,
	sample: Samples,
	milliseconds: number,
	untilExecuted: () => Promise<void>,
): Promise<void> {
	const started = performance.now();
	const load = await keepBusy(target, 'authentic', CONNECTIONS, milliseconds);
	await untilExecuted();
	sample.acknowledged.push((load.answered * 1_000) / load.elapsed);
	sample.executed.push((load.answered * 1_000) / (performance.now() - started));
	addTo(sample.unexpected, load.unexpected);
}
