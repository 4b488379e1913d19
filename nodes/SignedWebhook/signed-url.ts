import { type IHookFunctions, NodeOperationError } from 'n8n-workflow';

import { type JsonObject, toObject, toText } from '../shared/util/json';

/**
 * Reads the option Signed URL: the address as the sender knows it, where a proxy changes it.
 *
 * @returns the address without its query, which is always that of the request; undefined where none is entered
 */
export function signedUrlOf(options: JsonObject): string | undefined {
	return entered(options).split(/[?#]/)[0] || undefined;
}

/** @throws NodeOperationError where the Signed URL is no web address, so that no delivery could be verified */
export function checkSignedUrl(context: IHookFunctions): void {
	const text = entered(toObject(context.getNodeParameter('options', {})));
	if (text === '' || (/^https?:/i.test(text) && URL.canParse(text))) return;
	throw new NodeOperationError(context.getNode(), 'The Signed URL is not a web address', {
		description:
			'Enter the whole address that the sender delivers to, beginning with https://, or remove the option. Then publish (activate) the workflow again.',
	});
}

function entered({ signedUrl }: JsonObject): string {
	return toText(signedUrl)?.trim() ?? '';
}
