import type { ExecutionStatus } from 'n8n-workflow';

import type { ExecutionSummary } from './n8n-types.mts';
import type { RestClient } from './rest-client.mts';

const PAGE = 100;

/** The statuses of an execution that is queued or runs. */
export const CURRENT: ExecutionStatus[] = ['new', 'running'];
const SETTLED: ExecutionStatus[] = ['success', 'error', 'waiting', 'canceled', 'crashed', 'unknown'];

/** All executions, of a workflow or of all, latest first; of those that are queued or running at most a hundred. */
export async function listExecutions(
	rest: RestClient,
	isFirstMajor: boolean,
	workflowId?: string,
): Promise<ExecutionSummary[]> {
	const found = new Map<string, ExecutionSummary>();
	const list = async (status: ExecutionStatus[], filter: object = {}, query: object = {}) => {
		const parameters = { limit: String(PAGE), filter: JSON.stringify({ workflowId, status, ...filter }), ...query };
		const path = `/rest/executions?${new URLSearchParams(parameters)}`;
		const { results } = await rest.call<{ results: ExecutionSummary[] }>('GET', path);
		for (const execution of results) found.set(execution.id, execution);
		return results;
	};
	// The current ones first: one that ends between the two questions is then listed as what it has become.
	await list(CURRENT);
	let page = await list(SETTLED);
	let before = 0;
	while (page.length === PAGE && found.size > before) {
		before = found.size;
		const last = page[PAGE - 1];
		// n8n 1 sorts by id. n8n 2 sorts by start time, and its own cursor continues below the last row's id: executions that
		// were stored and started in different orders, as under load, get lost between two of its pages. Asking by start time,
		// the last one included, does not lose any.
		page = isFirstMajor
			? await list(SETTLED, {}, { lastId: last.id })
			: await list(SETTLED, { startedBefore: last.startedAt });
	}
	return [...found.values()].sort((one, other) => Number(other.id) - Number(one.id));
}
