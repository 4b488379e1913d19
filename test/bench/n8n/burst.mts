import pMap from 'p-map';

import { waitUntil } from '../../harness/sleep.mts';
import type { Workbench } from '../../support/workbench.mts';
import type { BurstFigures, Engine } from './figures.mts';
import { burst, keepBusy } from './load-generator.mts';
import { untilIdle } from './process-cost.mts';
import { packageTarget, type TargetName } from './targets.mts';

/** What ListingRVA AI, the least patient provider, waits for an answer: milliseconds. */
const PATIENCE = 5_000;

/**
 * Sends many deliveries at once to the package's trigger.
 *
 * @param bench where to
 * @param engine how its n8n treats expressions
 * @param name whether the trigger combines events
 * @param sent how many
 */
export async function measureBurst(
	bench: Workbench,
	engine: Engine,
	name: Extract<TargetName, 'package' | 'combined'>,
	sent: number,
): Promise<BurstFigures> {
	const { client, n8n } = bench;
	const target = await packageTarget(bench, name);
	await keepBusy(target, 'authentic', 1, 500);
	await untilIdle(n8n.pid);
	const list = async () => await client.executions({ workflowId: target.workflow.id });
	const earlier = new Set((await list()).map(({ id }) => id));

	const { load, inTime } = await burst(target, sent, PATIENCE);
	await untilIdle(n8n.pid, 90_000);
	const executions = await waitUntil(
		async () => {
			// After a burst n8n may answer for a while that its database is not ready.
			const all = await list().catch(() => undefined);
			const isSettled = all?.every(({ status }) => status !== 'new' && status !== 'running');
			return isSettled ? all?.filter(({ id }) => !earlier.has(id)) : undefined;
		},
		{ what: 'the executions of the burst', timeoutMs: 90_000, everyMs: 1_000 },
	);
	const details = await pMap(executions, async ({ id }) => await client.execution(id), { concurrency: 4 });
	return {
		engine,
		target: name,
		sent,
		inTime,
		acknowledged: load.answered,
		unexpected: load.unexpected,
		executions: executions.length,
		events: new Set(details.flatMap((execution) => execution.items('Received').map(({ json }) => json.id))).size,
		succeeded: executions.filter(({ status }) => status === 'success').length,
		elapsed: load.elapsed,
	};
}
