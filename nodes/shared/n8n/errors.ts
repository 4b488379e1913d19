import {
	ExpressionError,
	type IExecuteFunctions,
	type INodeExecutionData,
	NodeApiError,
	NodeOperationError,
} from 'n8n-workflow';

/** The errors that n8n's error panel shows with title, description and item. */
type NodeError = NodeApiError | NodeOperationError | ExpressionError;

/**
 * Converts a thrown value into an n8n error.
 *
 * @param itemIndex the input item, unless the error already names it or concerns all items
 */
export function toNodeError(context: IExecuteFunctions, thrown: unknown, itemIndex?: number): NodeError {
	const error =
		// Not wrapped: the editor shows the expression of an ExpressionError.
		thrown instanceof NodeApiError || thrown instanceof ExpressionError
			? thrown
			: new NodeOperationError(context.getNode(), thrown instanceof Error ? thrown : String(thrown));
	if (itemIndex !== undefined) error.context.itemIndex = itemIndex;
	return error;
}

/** Adds the IDs of jobs that were started before an error to its description, so that paid work is not lost. */
export function nameStartedWork(error: NodeError, ids: readonly string[]): NodeError {
	if (ids.length === 0) return error;
	const started = `Jobs already started: ${ids.map((id) => `"${id}"`).join(', ')}. Use these IDs to get their results.`;
	error.description = error.description ? `${error.description} ${started}` : started;
	return error;
}

/**
 * Makes the output item of an input item that failed, for a node that continues on errors.
 *
 * @returns the error's message as `error` and its description as `message`
 */
export function errorItem({ message, description }: NodeError, itemIndex: number): INodeExecutionData {
	// n8n sends an item to the error output only if it has these fields and no others.
	const json = { error: message, ...(description ? { message: description } : {}) };
	return { json, pairedItem: { item: itemIndex } };
}

/** @returns the message of a thrown value */
export function messageOf(error: unknown): string {
	return error instanceof Error ? error.message : String(error);
}
