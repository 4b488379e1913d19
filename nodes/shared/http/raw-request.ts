import { type IHttpRequestOptions, type IN8nHttpFullResponse, NodeApiError } from 'n8n-workflow';

import { messageOf } from '../n8n/errors';
import type { ApiContext } from './provider';

type RawRequest = Pick<
	IHttpRequestOptions,
	'method' | 'url' | 'qs' | 'headers' | 'body' | 'json' | 'encoding' | 'timeout' | 'abortSignal'
>;

/**
 * Sends one request without following redirects: by default, n8n also sends a credential to the target of a redirect.
 *
 * @param request `timeout` is in milliseconds. `abortSignal` is the execution's cancel signal by default; for a request
 * with a credential, n8n 2 always uses that.
 * @param credentialType the credential that authenticates the request; none by default
 * @returns the response, whatever its status, or the network error as `cause`
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
		// A copy, because n8n modifies it.
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
		// n8n wraps the error in a vaguer one, for example "connection aborted" for a timeout.
		const cause = error instanceof NodeApiError ? (error.cause ?? error) : error;
		return { cause: messageOf(cause) };
	}
}

/** @returns the execution's cancel signal, if the context has one */
export function cancelSignal(context: ApiContext): AbortSignal | undefined {
	return 'getExecutionCancelSignal' in context ? context.getExecutionCancelSignal() : undefined;
}
