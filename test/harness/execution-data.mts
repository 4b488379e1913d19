import { parse } from 'flatted';

import type { ExecutionDetail, ExecutionError, ExecutionSummary, NodeRun } from './n8n-types.mts';

type RunData = {
	resultData?: {
		runData?: Record<string, NodeRun[]>;
		error?: ExecutionError;
		lastNodeExecuted?: string;
	};
};

/** What GET /rest/executions/:id answers, with its data unpacked. */
export function parseExecution({ data, ...summary }: ExecutionSummary & { data?: string }): ExecutionDetail {
	// While an execution runs, its data may be missing, or an empty array.
	const { resultData } = ((data && parse(data)) || {}) as RunData;
	const runs = resultData?.runData ?? {};
	return {
		...summary,
		error: resultData?.error,
		lastNodeExecuted: resultData?.lastNodeExecuted,
		runs,
		items: (nodeName, output = 0) => runs[nodeName]?.at(-1)?.data?.main?.[output] ?? [],
	};
}
