import type { TestDatabase } from '../harness/database.mts';
import { unpackData } from '../harness/execution-data.mts';
import { waitUntil } from '../harness/sleep.mts';

/** Event ids of Vigthoria, as the simulator makes them. */
const EVENT_ID = /evt_\w+/g;

/**
 * Reads all executions, thousands of them, of a workflow whose node `Received` follows the trigger, in one statement from n8n's database.
 * @returns of each the ids of the `events` that it passed on to that node, of those that it `carries`: that it was started with, and when it ran
 */
export async function executedEvents(database: TestDatabase, workflowId: string) {
	const rows = await database.query(
		`SELECT e.id, e.status, e."startedAt", e."stoppedAt", coalesce(d.data, '') AS data FROM execution_entity e
		LEFT JOIN execution_data d ON d."executionId" = e.id WHERE e."workflowId" = $1 ORDER BY e.id`,
		[workflowId],
	);
	return rows.map(({ id, status, startedAt, stoppedAt, data }) => ({
		executionId: String(id),
		status: String(status),
		startedAt: startedAt as Date | null,
		stoppedAt: stoppedAt as Date | null,
		// n8n puts items of its own where it restores what a crashed execution had done.
		events: unpackData(String(data))
			.items('Received')
			.flatMap(({ json }) => (typeof json.id === 'string' ? [json.id] : [])),
		carries: [...new Set(String(data).match(EVENT_ID) ?? [])],
	}));
}

/**
 * Waits until no execution of a workflow is queued or running, or none of those belongs to a process that still lives.
 * @param quietMs milliseconds without any change that tell a dead worker from a slow one
 * @param dead the ids of executions that are known to belong to none
 * @returns the ids of those that were left
 */
export async function untilSettled(
	database: TestDatabase,
	workflowId: string,
	quietMs = Infinity,
	dead: readonly string[] = [],
): Promise<string[]> {
	let unfinished = '';
	let since = Date.now();
	const probe = async () => {
		const rows = await database.query(
			`SELECT id FROM execution_entity WHERE "workflowId" = $1 AND status IN ('new', 'running') ORDER BY id`,
			[workflowId],
		);
		const now = rows
			.map(({ id }) => String(id))
			.filter((id) => !dead.includes(id))
			.join();
		if (now !== unfinished) since = Date.now();
		unfinished = now;
		return now === '' || Date.now() - since > quietMs || undefined;
	};
	await waitUntil(probe, { timeoutMs: 180_000, everyMs: 200, what: () => `the unfinished executions ${unfinished}` });
	return unfinished.split(',').filter((id) => id !== '');
}
