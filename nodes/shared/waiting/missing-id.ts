import { type IExecuteFunctions, NodeOperationError } from 'n8n-workflow';

import type { Provider } from '../http/provider';

const MAX_SHOWN_CHARACTERS = 1_000;

/**
 * Makes the error of paid work that cannot be waited for, because the answer that started it holds no ID.
 *
 * @param answer the parsed JSON; undefined where the answer was empty
 * @returns the error, which shows the answer
 */
export function missingIdError(
	context: IExecuteFunctions,
	{ displayName }: Pick<Provider, 'displayName'>,
	answer: unknown,
): NodeOperationError {
	const shown = JSON.stringify(answer ?? null).slice(0, MAX_SHOWN_CHARACTERS);
	return new NodeOperationError(context.getNode(), `${displayName} started the work without returning its ID`, {
		description: `Without an ID the node cannot wait for the result. Look for the work in the account before you start it again. The answer was: ${shown}`,
	});
}
