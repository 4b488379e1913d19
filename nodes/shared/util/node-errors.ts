import {
	ExpressionError,
	type IExecuteFunctions,
	type INodeExecutionData,
	NodeApiError,
	NodeOperationError,
} from 'n8n-workflow';

/** The errors that n8n's error panel shows well. */
type NodeError = NodeApiError | NodeOperationError | ExpressionError;

/**
 * Makes whatever was thrown an error that n8n's error panel shows well, and names the input item in it.
 *
 * @param context the node's execute context
 * @param thrown what was thrown
 * @param itemIndex the input item
 */
export function toNodeError(context: IExecuteFunctions, thrown: unknown, itemIndex: number): NodeError {
	const error =
		// The editor shows the expression that an ExpressionError is about, unless it is wrapped.
		thrown instanceof NodeApiError || thrown instanceof ExpressionError
			? thrown
			: new NodeOperationError(context.getNode(), thrown instanceof Error ? thrown : String(thrown));
	error.context.itemIndex = itemIndex;
	return error;
}

/**
 * The item that stands for an input item that failed, where the node is set to continue on errors.
 *
 * @param error what went wrong
 * @param itemIndex the input item
 * @returns the error's text as `error` and the advice as `message`
 */
export function errorItem({ message, description }: NodeError, itemIndex: number): INodeExecutionData {
	// Only an item with no other fields counts as an error for n8n's error output, on 1.x and 2.x alike.
	const json = { error: message, ...(description ? { message: description } : {}) };
	return { json, pairedItem: { item: itemIndex } };
}
