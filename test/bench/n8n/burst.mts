import pMap from 'p-map';

import { waitUntil } from '../../harness/sleep.mts';
import type { Workbench } from '../../support/workbench.mts';
import { keepBusy, type Load } from './load-generator.mts';
import { untilIdle } from './process-cost.mts';
import { packageTarget } from './targets.mts';

/** What became of many deliveries at once. */
export interface Burst {
	target: 'package' | 'combined';
	sent: number;
	load: Load;
	/** How many were acknowledged before ListingRVA AI, the least patient provider, gives up. */
	inTime: number;
	executions: number;
	succeeded: number;
	/** Different events in these executions. */
	events: number;
}

/** What ListingRVA AI waits for an answer: milliseconds. */
const PATIENCE = 5_000;

/** Sends many deliveries at once to the package's trigger, each over a connection of its own. */
export async function measureBurst(bench: Workbench, name: Burst['target'], sent: number): Promise<Burst> {
	const { client, n8n } = bench;
	const target = await packageTarget(bench, name);
	await keepBusy(target, 'authentic', 1, 500);
	await untilIdle(n8n.pid);
	const list = async () => await client.executions({ workflowId: target.workflow.id });
	const earlier = new Set((await list()).map(({ id }) => id));

	const load = await keepBusy(target, 'authentic', sent, 0);
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
		target: name,
		sent,
		load,
		inTime: load.taken.filter((milliseconds) => milliseconds <= PATIENCE).length,
		executions: executions.length,
		succeeded: executions.filter(({ status }) => status === 'success').length,
		events: new Set(details.flatMap((execution) => execution.items('Received').map(({ json }) => json.id))).size,
	};
}
