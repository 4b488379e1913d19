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
 * Turns whatever was thrown into an error of n8n's that names the input item.
 *
 * @param thrown what was thrown
 * @param itemIndex the input item, unless the error names it already or is about all of them
 */
export function toNodeError(context: IExecuteFunctions, thrown: unknown, itemIndex?: number): NodeError {
	const error =
		// The editor shows the expression that an ExpressionError is about, unless it is wrapped.
		thrown instanceof NodeApiError || thrown instanceof ExpressionError
			? thrown
			: new NodeOperationError(context.getNode(), thrown instanceof Error ? thrown : String(thrown));
	if (itemIndex !== undefined) error.context.itemIndex = itemIndex;
	return error;
}

/**
 * Adds the work that was started before an error to its description, so that nothing that was paid for is lost.
 *
 * @param ids the ids of the work
 * @returns the error
 */
export function nameStartedWork(error: NodeError, ids: readonly string[]): NodeError {
	if (ids.length === 0) return error;
	const started = `Work that was started: ${ids.map((id) => `"${id}"`).join(', ')}. Get its results by these IDs.`;
	error.description = error.description ? `${error.description} ${started}` : started;
	return error;
}

/**
 * Makes the item for an input item that failed, where the node is set to continue on errors.
 *
 * @returns the error's text as `error` and the advice as `message`
 */
export function errorItem({ message, description }: NodeError, itemIndex: number): INodeExecutionData {
	// n8n's error output takes an item for an error by these fields, and by no others: the advice would be lost.
	const json = { error: message, ...(description ? { message: description } : {}) };
	return { json, pairedItem: { item: itemIndex } };
}

/** @returns what an error says, whatever was thrown */
export function messageOf(error: unknown): string {
	return error instanceof Error ? error.message : String(error);
}
