import { type IHttpRequestOptions, type IN8nHttpFullResponse, NodeApiError } from 'n8n-workflow';

import { openConnection, type Connection } from './connection';
import { abortableDelay } from '../util/delay';
import type { ApiContext, ApiRequest, ApiResponse, ProviderApi } from './provider';
import { describeFailure, type RequestFailure } from './errors';
import { pauseBeforeRetry } from './retry';

const TIMEOUT = 30_000;

/**
 * Sends a request to a provider: authenticated by the node's credential, within a time limit, repeated where
 * that is safe, its failures explained.
 *
 * @param context any of n8n's contexts of the node
 * @param api the provider
 * @param request what to send
 * @returns the answer, if it was a success or one that the caller accepts
 * @throws NodeApiError that says what happened and what to do next, without any secret
 */
export async function requestApi(
	context: ApiContext,
	api: ProviderApi,
	request: ApiRequest,
): Promise<ApiResponse> {
	const connection = await openConnection(context, api, request.secrets);
	const result = await withRetries(
		context,
		request,
		async () => await attemptRequest(context, api, connection, request),
	);
	if ('failure' in result) throw apiError(context, api, connection, request, result.failure);
	return result;
}

/**
 * Makes an attempt, and repeats it where the retry policy allows it and nobody has cancelled the execution.
 *
 * @param context any of n8n's contexts of the node
 * @param request what is sent
 * @param attempt sends it once
 * @returns the first success, or the last trouble
 */
export async function withRetries<T extends object>(
	context: ApiContext,
	request: Pick<ApiRequest, 'method' | 'idempotent'>,
	attempt: () => Promise<T | { failure: RequestFailure }>,
): Promise<T | { failure: RequestFailure }> {
	const cancelled = 'getExecutionCancelSignal' in context ? context.getExecutionCancelSignal() : undefined;

	for (let count = 1; ; count++) {
		const result = await attempt();
		if (!('failure' in result)) return result;

		const wait = pauseBeforeRetry(request, result.failure, count, Date.now(), Math.random());
		if (wait === null || cancelled?.aborted) return result;
		await abortableDelay(wait, cancelled);
		if (cancelled?.aborted) return result;
	}
}

async function attemptRequest(
	context: ApiContext,
	api: ProviderApi,
	connection: Connection,
	request: ApiRequest,
): Promise<ApiResponse | { failure: RequestFailure }> {
	const options: IHttpRequestOptions = {
		method: request.method,
		url: `${connection.baseUrl}${request.path}`,
		qs: request.query,
		body: request.body,
		json: true,
		timeout: request.timeout ?? TIMEOUT,
		// By default n8n sends the credential on to wherever a redirect leads.
		disableFollowRedirect: true,
		returnFullResponse: true,
		ignoreHttpStatusErrors: true,
	};
	const answer = await tryRequest(
		context.helpers.httpRequestWithAuthentication.call(context, api.credentialType, options),
	);
	if ('cause' in answer) return { failure: { status: null, cause: answer.cause } };

	const { statusCode: status, body, headers } = answer;
	const success = status >= 200 && status < 300;
	if (!success && !request.accept?.includes(status)) {
		return { failure: { status, body, retryAfter: headers['retry-after'] as string | undefined } };
	}
	// Text where JSON was asked for is a page of some proxy, or JSON that was cut off.
	if (typeof body === 'string' && body !== '') {
		return success ? { failure: { status, unreadable: true } } : { status, body: undefined };
	}
	return { status, body: body === '' ? undefined : body };
}

/**
 * Waits for an answer, or for what the network says instead.
 *
 * @param request a request of n8n's that asks for the full response, whatever its status
 * @returns the response, or the network's own words
 */
export async function tryRequest(
	request: Promise<unknown>,
): Promise<IN8nHttpFullResponse | { cause: string }> {
	try {
		return (await request) as IN8nHttpFullResponse;
	} catch (error) {
		// n8n puts its own, vaguer words around what happened, "connection aborted" for a timeout for instance.
		const cause = error instanceof NodeApiError ? (error.cause ?? error) : error;
		return { cause: cause instanceof Error ? cause.message : String(cause) };
	}
}

function apiError(
	context: ApiContext,
	api: ProviderApi,
	connection: Connection,
	request: ApiRequest,
	failure: RequestFailure,
): NodeApiError {
	const { message, description } = describeFailure(api, request, failure, Date.now(), connection.redact);
	return new NodeApiError(
		context.getNode(),
		{},
		{
			message: connection.redact(message),
			description: connection.redact(description),
			httpCode: failure.status === null ? undefined : String(failure.status),
		},
	);
}
