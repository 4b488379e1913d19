import { type IHookFunctions, type IHttpRequestMethods, NodeOperationError } from 'n8n-workflow';

import { rawRequest } from '../http/raw-request';

/** Where n8n listens unless it is told otherwise. */
const LOCAL_ORIGIN = 'http://127.0.0.1:5678';

const TIMEOUT_MS = 3_000;

/**
 * Finds an address at which n8n reaches the trigger's own Test URL. The public address may lead through a tunnel or a
 * proxy that n8n itself cannot go through; then the editor's address and the local one are tried.
 *
 * @param testUrl the address that n8n gives the trigger
 * @returns the first address that leads to this webhook of this n8n
 * @throws NodeOperationError that says what to do where there is none
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

/** n8n names the methods of a webhook that it knows to whoever asks as a browser does, and delivers nothing for it. */
async function leadsHere(context: IHookFunctions, origin: string, pathname: string): Promise<boolean> {
	const response = await rawRequest(context, {
		method: 'OPTIONS' as IHttpRequestMethods,
		url: origin + pathname,
		headers: { origin, 'access-control-request-method': 'POST' },
		timeout: TIMEOUT_MS,
	});
	return !('cause' in response) && String(response.headers['access-control-allow-methods']).includes('POST');
}
