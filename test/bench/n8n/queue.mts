import { packTarball } from '../../harness/pack.mts';
import { startQueueMode } from '../../harness/queue-mode.mts';
import { startSimulator } from '../../simulator/index.mts';
import { untilSettled } from '../../support/executed-events.mts';
import { furnish } from '../../support/workbench.mts';
import { keepBusy } from './load-generator.mts';
import type { Effort } from './single.mts';
import { packageTarget } from './targets.mts';

const CONNECTIONS = 20;

/** Throughput in queue mode. */
export interface QueueLine {
	/** How many processes receive, and how many run executions. */
	processors: number;
	workers: number;
	/** Deliveries acknowledged per second, by round. */
	acknowledged: number[];
	/** Executions per second, from the first delivery until the last execution has ended, by round. */
	executed: number[];
	/** Answers other than 200. */
	unexpected: string[];
}

/** Measures n8n in queue mode, with lazy isolates: one or two processes that receive, one or two that run executions. */
export async function measureQueue({ rounds, seconds, onProgress }: Effort): Promise<QueueLine[]> {
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

		const all: QueueLine[] = [];
		for (const workers of [2, 1]) {
			if (workers === 1) await n8n.workers[1].stop();
			const lines = [1, 2].map(
				(processors): QueueLine => ({ processors, workers, acknowledged: [], executed: [], unexpected: [] }),
			);
			for (let round = 0; round < rounds; round++) {
				for (const { processors, acknowledged, executed, unexpected } of lines) {
					const receiving = { ...target, origins: origins.slice(0, processors) };
					const started = performance.now();
					const load = await keepBusy(receiving, 'authentic', CONNECTIONS, seconds * 1_000);
					await untilExecuted();
					acknowledged.push((load.taken.length * 1_000) / load.elapsed);
					executed.push((load.taken.length * 1_000) / (performance.now() - started));
					unexpected.push(...load.unexpected);
				}
			}
			all.unshift(...lines);
			onProgress(`queue mode, ${workers} × worker`);
		}
		return all;
	} finally {
		await bench.close();
	}
}
