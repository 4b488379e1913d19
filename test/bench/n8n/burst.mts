import pMap from 'p-map';

import { waitUntil } from '../../harness/sleep.mts';
import type { Workbench } from '../../support/workbench.mts';
import { goal } from '../support/goals.mts';
import { markdownTable, tally } from '../support/table.mts';
import { keepBusy } from './load-generator.mts';
import { untilIdle } from './process-cost.mts';
import type { Engine } from './single.mts';
import { packageTarget, targetNames } from './targets.mts';

/** What became of many deliveries at once. */
export interface Burst {
	/** A row of the table. */
	row: string[];
	/** Rows of the table of goals. */
	goals: string[][];
}

/** What ListingRVA AI, the least patient provider, waits for an answer: milliseconds. */
const PATIENCE = 5_000;

/** Sends many deliveries at once to the package's trigger, each over a connection of its own. */
export async function measureBurst(bench: Workbench, engine: Engine, name: 'package' | 'combined', sent: number): Promise<Burst> {
	const { client, n8n } = bench;
	const target = await packageTarget(bench, name);
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
		row: [
			engine,
			targetNames[name],
			String(sent),
			String(inTime),
			String(taken.length),
			tally(unexpected),
			`${executions.length} (${succeeded} succeeded)`,
			String(events),
			`${(elapsed / 1_000).toFixed(1)} s`,
		],
		goals: [
			goal(`${what}, acknowledged within 5 s`, inTime, 'at least', sent, String),
			goal(`${what}, events executed`, events, 'at least', sent, String),
		],
	};
}

/** What became of bursts. */
export function burstTable(bursts: readonly Burst[]): string {
	const head = ['engine', 'deliveries to', 'sent at once', 'acknowledged in 5 s', 'at all', 'other answers', 'executions'];
	return markdownTable([...head, 'events in them', 'last answer'], bursts.map(({ row }) => row));
}
