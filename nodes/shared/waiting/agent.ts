import type { IExecuteFunctions } from 'n8n-workflow';

/**
 * @returns whether an agent or the MCP Server Trigger calls the node. The execution then belongs to the caller and must
 *   not sleep: no delivery would wake it. n8n 1.x has no `isToolExecution`, but its tool context has `getNextRunIndex`.
 */
export function isCalledByAgent(context: IExecuteFunctions): boolean {
	const { isToolExecution } = context as Partial<Pick<IExecuteFunctions, 'isToolExecution'>>;
	return isToolExecution === undefined ? 'getNextRunIndex' in context : isToolExecution.call(context);
}
