import type { IExecuteFunctions, IHookFunctions, IHttpRequestMethods, IN8nHttpFullResponse } from 'n8n-workflow';

import { calledOrigin } from './called-origin';
import { rawRequest } from './raw-request';

/** Where n8n listens by default. */
const LOCAL_ORIGIN = 'http://127.0.0.1:5678';

const TIMEOUT_MS = 3_000;

/** One of n8n's own endpoints. */
interface Endpoint {
	/** How many segments of the path are n8n's; a proxy may remove what is in front of them. */
	segments: number;
	/** @returns whether it has answered a CORS preflight */
	answers(response: Pick<IN8nHttpFullResponse, 'headers' | 'statusCode'>): boolean;
}

/** A webhook in test mode: n8n's endpoint, the id that n8n made for the node, and the webhook's name. */
export const testWebhook: Endpoint = {
	segments: 3,
	// To any other path, n8n responds with all methods of its API.
	answers({ headers }) {
		const methods = String(headers['access-control-allow-methods']);
		return methods.includes('POST') && !/PATCH|DELETE/.test(methods);
	},
};

/** The resume URL of an execution: n8n's endpoint and the id of the execution. It names no methods. */
export const resumeUrl: Endpoint = {
	segments: 2,
	answers: ({ headers, statusCode }) =>
		statusCode === 204 &&
		headers['access-control-allow-methods'] === undefined &&
		headers['access-control-max-age'] !== undefined,
};

/**
 * Finds an address at which n8n can reach itself. The public address may lead through a tunnel or a proxy that n8n itself
 * cannot use, so the editor's address, the one at which this process was called, and the usual local one are tried as well,
 * each with and without a prefix of the path that the proxy removes. A preflight starts nothing.
 *
 * @param publicUrl the address that others are given; its query is dropped
 * @returns the first address that reaches the endpoint, null where none does; and the origins that were tried
 */
export async function ownAddress(
	context: IExecuteFunctions | IHookFunctions,
	publicUrl: string,
	endpoint: Endpoint,
): Promise<{ address: string | null; tried: string[] }> {
	const { origin, pathname } = new URL(publicUrl);
	const editor = context.getInstanceBaseUrl();
	const origins = [origin, URL.canParse(editor) ? new URL(editor).origin : null, calledOrigin(), LOCAL_ORIGIN];
	const tried = [...new Set(origins.filter((candidate) => candidate !== null))];
	const paths = new Set([pathname, `/${pathname.split('/').slice(-endpoint.segments).join('/')}`]);
	const candidates = tried.flatMap((candidate) => [...paths].map((path) => candidate + path));
	const reached = await Promise.all(candidates.map(async (candidate) => await leadsHere(context, candidate, endpoint)));
	return { address: candidates.find((_, index) => reached[index]) ?? null, tried };
}

async function leadsHere(
	context: IExecuteFunctions | IHookFunctions,
	url: string,
	{ answers }: Endpoint,
): Promise<boolean> {
	const response = await rawRequest(context, {
		method: 'OPTIONS' as IHttpRequestMethods,
		url,
		headers: { origin: new URL(url).origin, 'access-control-request-method': 'POST' },
		timeout: TIMEOUT_MS,
	});
	return !('cause' in response) && answers(response);
}
