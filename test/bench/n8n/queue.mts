import { openQueueBench } from '../../queue/queue-bench.mts';
import { untilSettled } from '../../support/executed-events.mts';
import { summarise } from '../support/statistics.mts';
import { markdownTable, short, tally } from '../support/table.mts';
import { keepBusy } from './load-generator.mts';
import { openTarget } from './targets.mts';

/**
 * Measures n8n in queue mode, with lazy isolates: one or two processes that receive, one or two that run executions.
 * @param seconds how long deliveries are sent in each round
 * @returns a table of deliveries acknowledged per second, and of executions per second until the last one has ended
 */
export async function measureQueue(rounds: number, seconds: number): Promise<string> {
	const bench = await openQueueBench();
	try {
		const target = await openTarget(bench, 'package');
		const receive = async (webhooks: number, connections: number, milliseconds: number) => {
			const receiving = { ...target, origins: bench.receivers.slice(0, webhooks).map(({ url }) => url) };
			const started = performance.now();
			const { taken, unexpected, elapsed } = await keepBusy(receiving, 'authentic', connections, milliseconds);
			await untilSettled(bench.database, target.workflow.id);
			const perSecond = (duration: number) => (taken.length * 1_000) / duration;
			return { acknowledged: perSecond(elapsed), executed: perSecond(performance.now() - started), unexpected };
		};
		await receive(2, 4, 2_000);

		const rows = [];
		for (const workers of [2, 1]) {
			if (workers === 1) await bench.workers[1].stop();
			const lines = [1, 2].map((webhooks) => ({
				webhooks,
				measured: [] as Array<Awaited<ReturnType<typeof receive>>>,
			}));
			for (let round = 0; round < rounds; round++) {
				for (const { webhooks, measured } of lines) measured.push(await receive(webhooks, 20, seconds * 1_000));
			}
			const measuredRows = lines.map(({ webhooks, measured }) => {
				const { median, low, high } = summarise(measured.map(({ acknowledged }) => acknowledged));
				return {
					processes: `${webhooks} × webhook, ${workers} × worker`,
					'acknowledged per second': short(median),
					rounds: `${short(low)} to ${short(high)}`,
					'executed per second': short(summarise(measured.map(({ executed }) => executed)).median),
					'other answers': tally(measured.flatMap(({ unexpected }) => unexpected)),
				};
			});
			rows.unshift(...measuredRows);
			console.error(`queue mode, ${workers} × worker`);
		}
		return markdownTable(rows);
	} finally {
		await bench.close();
	}
}
