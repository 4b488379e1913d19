import { openQueueBench } from '../../queue/queue-bench.mts';
import { untilSettled } from '../../support/executed-events.mts';
import { summarise } from '../support/statistics.mts';
import { markdownTable, short, tally } from '../support/table.mts';
import { keepBusy } from './load-generator.mts';
import { packageTarget } from './targets.mts';

const CONNECTIONS = 20;

/**
 * Measures n8n in queue mode, with lazy isolates: one or two processes that receive, one or two that run executions.
 *
 * @param seconds how long deliveries are sent in each round
 * @returns a table of deliveries acknowledged per second, and of executions per second until the last one has ended
 */
export async function measureQueue(rounds: number, seconds: number): Promise<string> {
	const bench = await openQueueBench();
	try {
		const target = await packageTarget(bench, 'package');
		const origins = bench.receivers.map(({ url }) => url);
		const untilExecuted = async () => await untilSettled(bench.database, target.workflow.id);
		await keepBusy({ ...target, origins }, 'authentic', 4, 2_000);
		await untilExecuted();

		const rows: string[][] = [];
		for (const workers of [2, 1]) {
			if (workers === 1) await bench.workers[1].stop();
			const lines = [1, 2].map((webhooks) => ({ webhooks, acknowledged: [] as number[], executed: [] as number[], others: [] as string[] }));
			for (let round = 0; round < rounds; round++) {
				for (const { webhooks, acknowledged, executed, others } of lines) {
					const started = performance.now();
					const receiving = { ...target, origins: origins.slice(0, webhooks) };
					const { taken, unexpected, elapsed } = await keepBusy(receiving, 'authentic', CONNECTIONS, seconds * 1_000);
					await untilExecuted();
					acknowledged.push((taken.length * 1_000) / elapsed);
					executed.push((taken.length * 1_000) / (performance.now() - started));
					others.push(...unexpected);
				}
			}
			const measured = lines.map(({ webhooks, acknowledged, executed, others }) => {
				const { median, low, high } = summarise(acknowledged);
				const range = `${short(low)} to ${short(high)}`;
				return [`${webhooks} × webhook, ${workers} × worker`, short(median), range, short(summarise(executed).median), tally(others)];
			});
			rows.unshift(...measured);
			console.error(`queue mode, ${workers} × worker`);
		}
		return markdownTable(['processes', 'acknowledged per second', 'rounds', 'executed per second', 'other answers'], rows);
	} finally {
		await bench.close();
	}
}
