import type { TestDatabase } from '../harness/database.mts';
import { parseExecution } from '../harness/execution-data.mts';
import type { ExecutionStatus } from '../harness/n8n-types.mts';
import { waitUntil } from '../harness/sleep.mts';

/** An execution, and the ids of the events that it passed on to the node after the trigger. */
export interface ExecutedEvents {
	executionId: string;
	status: ExecutionStatus;
	events: string[];
	/** The event that it was started with, though it may not have come to pass it on. */
	carries: string | undefined;
}

/** Event ids of Vigthoria, as the simulator makes them. */
const EVENT_ID = /evt_\w+/;

/** Milliseconds without any change that tell a dead worker from a slow one: the executions of these tests are short. */
const QUIET_MS = 20_000;

const UNKNOWN = { workflowId: '', mode: 'webhook', startedAt: null, stoppedAt: null, waitTill: null };

/**
 * Reads all executions of a workflow from n8n's database: thousands of them, in one statement.
 *
 * @param database n8n's PostgreSQL database
 * @param workflowId a workflow whose node `Received` follows the trigger
 */
export async function executedEvents(
	database: TestDatabase,
	workflowId: string,
): Promise<ExecutedEvents[]> {
	const rows = await database.query(
		`SELECT e.id, e.status, d.data FROM execution_entity e
		LEFT JOIN execution_data d ON d."executionId" = e.id WHERE e."workflowId" = $1 ORDER BY e.id`,
		[workflowId],
	);
	return rows.map(({ id, status, data }) => {
		const text = typeof data === 'string' ? data : undefined;
		const detail = parseExecution({ ...UNKNOWN, id: String(id), status: status as ExecutionStatus, data: text });
		return {
			executionId: detail.id,
			status: detail.status,
			// n8n puts items of its own where it restores what a crashed execution had done.
			events: detail.items('Received').flatMap(({ json }) => (typeof json.id === 'string' ? [json.id] : [])),
			carries: text === undefined ? undefined : EVENT_ID.exec(text)?.[0],
		};
	});
}

/**
 * Waits until no execution of a workflow is queued or running.
 *
 * @param database n8n's PostgreSQL database
 * @param workflowId the workflow
 */
export async function untilSettled(database: TestDatabase, workflowId: string): Promise<void> {
	let unfinished: string[] = [];
	await waitUntil(
		async () => {
			unfinished = await unfinishedExecutions(database, workflowId);
			return unfinished.length === 0 ? true : undefined;
		},
		{ timeoutMs: 120_000, everyMs: 200, what: () => `${unfinished.length} unfinished executions` },
	);
}

/**
 * Waits until nobody works on a workflow's executions any more: none is left, or those that are belong to processes
 * that are gone.
 *
 * @param database n8n's PostgreSQL database
 * @param workflowId the workflow
 */
export async function untilQuiet(database: TestDatabase, workflowId: string): Promise<void> {
	let before = '';
	let since = Date.now();
	await waitUntil(
		async () => {
			const now = (await unfinishedExecutions(database, workflowId)).join();
			if (now !== before) since = Date.now();
			before = now;
			return now === '' || Date.now() - since > QUIET_MS ? true : undefined;
		},
		{ timeoutMs: 180_000, everyMs: 500, what: () => `the unfinished executions ${before}` },
	);
}

async function unfinishedExecutions(database: TestDatabase, workflowId: string): Promise<string[]> {
	const rows = await database.query(
		`SELECT id FROM execution_entity WHERE "workflowId" = $1 AND status IN ('new', 'running') ORDER BY id`,
		[workflowId],
	);
	return rows.map(({ id }) => String(id));
}
