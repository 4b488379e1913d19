import pMap from 'p-map';

import { waitUntil } from '../../harness/sleep.mts';
import type { Workbench } from '../../support/workbench.mts';
import { goal, tally } from '../support/table.mts';
import { keepBusy } from './load-generator.mts';
import { untilIdle } from './process-cost.mts';
import { openTarget, targetNames } from './targets.mts';

/** What ListingRVA AI, the least patient provider, waits for an answer: milliseconds. */
const PATIENCE = 5_000;

/** Sends many deliveries at once to the package's trigger, over a connection each; returns rows of the tables of bursts and of goals. */
export async function measureBurst(bench: Workbench, engine: string, name: 'package' | 'combined', sent: number) {
	const { client, n8n } = bench;
	const target = await openTarget(bench, name);
	// The first delivery reads the credential, and has an execution of its own.
	await keepBusy(target, 'authentic', 1, 0);
	await client.waitForExecutions(target.workflow.id, 1);
	await untilIdle(n8n.pid);

	const { taken, unexpected, elapsed } = await keepBusy(target, 'authentic', sent, 0);
	await untilIdle(n8n.pid, 90_000);
	// After a burst n8n may answer for a while that its database is not ready.
	const settled = async () => await client.waitForExecutions(target.workflow.id, 1).catch(() => undefined);
	const latestFirst = await waitUntil(settled, { what: 'the executions of the burst', timeoutMs: 90_000 });
	const executions = latestFirst.slice(0, -1);
	const details = await pMap(executions, async ({ id }) => await client.execution(id), { concurrency: 4 });
	const events = new Set(details.flatMap((execution) => execution.items('Received').map(({ json }) => json.id))).size;
	const inTime = taken.filter((milliseconds) => milliseconds <= PATIENCE).length;
	const succeeded = executions.filter(({ status }) => status === 'success').length;
	const what = `${engine} engine, burst, ${targetNames[name]}`;
	console.error(what);
	return {
		row: {
			engine,
			'deliveries to': targetNames[name],
			'sent at once': sent,
			'acknowledged in 5 s': inTime,
			'at all': taken.length,
			'other answers': tally(unexpected),
			executions: `${executions.length} (${succeeded} succeeded)`,
			'events in them': events,
			'last answer': `${(elapsed / 1_000).toFixed(1)} s`,
		},
		goals: [
			goal(`${what}, acknowledged within 5 s`, inTime, 'at least', sent, String),
			goal(`${what}, events executed`, events, 'at least', sent, String),
		],
	};
}
