import { parse } from 'flatted';
import type { INodeExecutionData, IRunExecutionData } from 'n8n-workflow';

import type { ExecutionSummary } from './n8n-types.mts';

/** An execution with what every node has put out. */
export type ExecutionDetail = ExecutionSummary & ReturnType<typeof unpackData>;

/**
 * Unpacks the stored data of an execution; while it runs, that may be missing, or an empty array.
 * @returns the error that ended it, the runs of each node, and what a node put out in its last run, on one of its outputs
 */
export function unpackData(data?: string) {
	const { resultData } = ((data && parse(data)) || {}) as Partial<IRunExecutionData>;
	const runs = resultData?.runData ?? {};
	const items = (nodeName: string, output = 0): INodeExecutionData[] =>
		runs[nodeName]?.at(-1)?.data?.main?.[output] ?? [];
	return { error: resultData?.error, runs, items };
}
