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
 * @param timeoutMs milliseconds
 */
export async function untilSettled(
	database: TestDatabase,
	workflowId: string,
	timeoutMs = 60_000,
): Promise<void> {
	let unfinished = Number.NaN;
	await waitUntil(
		async () => {
			const [row] = await database.query(
				`SELECT count(*) AS n FROM execution_entity WHERE "workflowId" = $1 AND status IN ('new', 'running')`,
				[workflowId],
			);
			unfinished = Number(row.n);
			return unfinished === 0 ? true : undefined;
		},
		{ timeoutMs, everyMs: 200, what: () => `${unfinished} unfinished executions` },
	);
}
