import type { ExecutionStatus, ExecutionSummary } from './n8n-types.mts';
import type { RestClient } from './rest-client.mts';

type Filter = { workflowId?: string; status?: ExecutionStatus[]; limit?: number };

const PAGE = 100;
const CURRENT: ExecutionStatus[] = ['new', 'running'];
const SETTLED: ExecutionStatus[] = ['success', 'error', 'waiting', 'canceled', 'crashed', 'unknown'];

/**
 * The executions that match, latest first: all of them unless there is a limit, except that of those that are queued
 * or running at most a hundred are listed.
 */
export async function listExecutions(
	rest: RestClient,
	isFirstMajor: boolean,
	{ workflowId, status = [...CURRENT, ...SETTLED], limit = Infinity }: Filter,
): Promise<ExecutionSummary[]> {
	const page = async (statuses: ExecutionStatus[], filter: object, query: object) => {
		if (statuses.length === 0) return [];
		const parameters = new URLSearchParams({
			limit: String(PAGE),
			filter: JSON.stringify({ workflowId, status: statuses, ...filter }),
			...query,
		});
		const { results } = await rest.call<{ results: ExecutionSummary[] }>('GET', `/rest/executions?${parameters}`);
		return results;
	};
	const found = new Map<string, ExecutionSummary>();
	const add = (executions: ExecutionSummary[]) => {
		for (const execution of executions) found.set(execution.id, execution);
	};
	// The current ones first: one that ends between the two questions is then listed as what it has become.
	add(await page(CURRENT.filter((one) => status.includes(one)), {}, {}));
	const settled = SETTLED.filter((one) => status.includes(one));
	let last: ExecutionSummary | undefined;
	for (;;) {
		const before = found.size;
		const executions = await page(settled, ...(last ? after(last, isFirstMajor) : ([{}, {}] as const)));
		add(executions);
		last = executions.at(-1);
		const isLastPage = executions.length < PAGE || (found.size === before && before > 0);
		if (isLastPage || found.size >= limit) break;
	}
	const latestFirst = [...found.values()].sort((one, other) => Number(other.id) - Number(one.id));
	return latestFirst.slice(0, limit);
}

// n8n 1 sorts by id. n8n 2 sorts by start time, and its own cursor continues below the last row's id: executions that
// were stored and started in different orders, as under load, get lost between two of its pages. Asking by start time,
// the last one included, does not lose any.
function after(last: ExecutionSummary, isFirstMajor: boolean): readonly [filter: object, query: object] {
	return isFirstMajor ? [{}, { lastId: last.id }] : [{ startedBefore: last.startedAt }, {}];
}
