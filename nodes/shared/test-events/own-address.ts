import { type IHookFunctions, type IHttpRequestMethods, NodeOperationError } from 'n8n-workflow';

import { rawRequest } from '../http/raw-request';

/** Where n8n listens by default. */
const LOCAL_ORIGIN = 'http://127.0.0.1:5678';

const TIMEOUT_MS = 3_000;

/**
 * Finds an address at which n8n can reach the trigger's own Test URL. The public address may lead through a tunnel or a
 * proxy that n8n itself cannot use, so the editor's address and the local one are tried as well.
 *
 * @returns the first address that reaches this webhook
 * @throws NodeOperationError if none does
 */
export async function ownAddress(context: IHookFunctions, testUrl: string): Promise<string> {
	const { origin, pathname } = new URL(testUrl);
	const editor = context.getInstanceBaseUrl();
	const origins = new Set([origin, ...(URL.canParse(editor) ? [new URL(editor).origin] : []), LOCAL_ORIGIN]);
	for (const candidate of origins) {
		if (await leadsHere(context, candidate, pathname)) return candidate + pathname;
	}
	throw new NodeOperationError(context.getNode(), 'n8n cannot reach its own Test URL, so no sample can be delivered', {
		description: `Tried: ${[...origins].join(', ')}. Make one of these addresses reachable from n8n itself, or set the option When Testing to Wait for a Real Event.`,
	});
}

/** Sends a CORS preflight: n8n responds with the methods of a registered webhook, and starts nothing. */
async function leadsHere(context: IHookFunctions, origin: string, pathname: string): Promise<boolean> {
	const response = await rawRequest(context, {
		method: 'OPTIONS' as IHttpRequestMethods,
		url: origin + pathname,
		headers: { origin, 'access-control-request-method': 'POST' },
		timeout: TIMEOUT_MS,
	});
	return !('cause' in response) && String(response.headers['access-control-allow-methods']).includes('POST');
}
