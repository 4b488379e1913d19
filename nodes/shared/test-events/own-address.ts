import { type IHookFunctions, type IHttpRequestMethods, NodeOperationError } from 'n8n-workflow';

import { rawRequest } from '../http/raw-request';

/** Where n8n listens by default. */
const LOCAL_ORIGIN = 'http://127.0.0.1:5678';

const TIMEOUT_MS = 3_000;

/**
 * Finds an address at which n8n can reach the trigger's own Test URL. The public address may lead through a tunnel or a
 * proxy that n8n itself cannot use, so the editor's address and the local one are tried as well, each with and without a
 * prefix of the path that the proxy removes.
 *
 * @returns the first address that reaches this webhook
 * @throws NodeOperationError if none does
 */
export async function ownAddress(context: IHookFunctions, testUrl: string): Promise<string> {
	const { origin, pathname } = new URL(testUrl);
	const editor = context.getInstanceBaseUrl();
	const origins = [...new Set([origin, ...(URL.canParse(editor) ? [new URL(editor).origin] : []), LOCAL_ORIGIN])];
	const candidates = origins.flatMap((candidate) => [...pathsOf(pathname)].map((path) => candidate + path));
	const reached = await Promise.all(candidates.map(async (candidate) => await leadsHere(context, candidate)));
	const address = candidates.find((_, index) => reached[index]);
	if (address !== undefined) return address;
	throw new NodeOperationError(context.getNode(), 'n8n cannot reach its own Test URL, so no sample can be delivered', {
		description: `Tried: ${origins.join(', ')}. Make one of these addresses reachable from n8n itself, or set the option When Testing to Wait for a Real Event.`,
	});
}

/** The last segments are n8n's endpoint for test webhooks, the id that n8n made for the node, and the webhook's name. */
function pathsOf(pathname: string): Set<string> {
	return new Set([pathname, `/${pathname.split('/').slice(-3).join('/')}`]);
}

/**
 * Sends a CORS preflight: n8n responds with the methods of a registered webhook, and starts nothing. To any other path,
 * n8n responds with all methods of its API.
 */
async function leadsHere(context: IHookFunctions, url: string): Promise<boolean> {
	const response = await rawRequest(context, {
		method: 'OPTIONS' as IHttpRequestMethods,
		url,
		headers: { origin: new URL(url).origin, 'access-control-request-method': 'POST' },
		timeout: TIMEOUT_MS,
	});
	if ('cause' in response) return false;
	const methods = String(response.headers['access-control-allow-methods']);
	return methods.includes('POST') && !/PATCH|DELETE/.test(methods);
}
