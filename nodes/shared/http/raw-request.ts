import { type IHttpRequestOptions, type IN8nHttpFullResponse, NodeApiError } from 'n8n-workflow';

import { messageOf } from '../n8n/errors';
import type { ApiContext } from './provider';

/** What differs from request to request. */
type RawRequest = Pick<
	IHttpRequestOptions,
	'method' | 'url' | 'qs' | 'headers' | 'body' | 'json' | 'encoding' | 'timeout' | 'abortSignal'
>;

/**
 * Sends one request, without following redirects: by default n8n sends a credential on to wherever a redirect leads.
 *
 * @param request its timeout is in milliseconds. It ends with the execution unless it has an abort signal of its own,
 * which n8n 2 replaces by the execution's where a credential signs the request.
 * @param credentialType the credential that signs the request; none unless given
 * @returns the response, whatever its status, or the network's own words where there is none
 */
export async function rawRequest(
	context: ApiContext,
	request: RawRequest,
	credentialType?: string,
): Promise<IN8nHttpFullResponse | { cause: string }> {
	const { httpRequest, httpRequestWithAuthentication } = context.helpers;
	const options: IHttpRequestOptions = {
		abortSignal: cancelSignal(context),
		...request,
		// n8n writes into them.
		headers: { ...request.headers },
		disableFollowRedirect: true,
		returnFullResponse: true,
		ignoreHttpStatusErrors: true,
	};
	try {
		const response: unknown =
			credentialType === undefined
				? await httpRequest(options)
				: await httpRequestWithAuthentication.call(context, credentialType, options);
		return response as IN8nHttpFullResponse;
	} catch (error) {
		// n8n puts its own, vaguer words around what happened, "connection aborted" for a timeout for instance.
		const cause = error instanceof NodeApiError ? (error.cause ?? error) : error;
		return { cause: messageOf(cause) };
	}
}

/** @returns n8n's signal that the execution was cancelled, where the context has one */
export function cancelSignal(context: ApiContext): AbortSignal | undefined {
	return 'getExecutionCancelSignal' in context ? context.getExecutionCancelSignal() : undefined;
}
