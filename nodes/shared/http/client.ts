import { NodeApiError } from 'n8n-workflow';

import { readConnection, type Connection } from './connection';
import { abortableDelay } from '../n8n/delay';
import type { ApiContext, ApiRequest, ApiResponse, ProviderApi } from './provider';
import { describeFailure, type RequestFailure } from './errors';
import { cancelSignal, rawRequest } from './raw-request';
import { MAX_ATTEMPTS, pauseBeforeRetry } from './retry';

const REQUEST_TIMEOUT_MS = 30_000;

/** Text that may not be the provider's answer, so that nothing may have been done. */
const pageOrHalfJson = /^\s*[<{[]/;

/** Milliseconds: in a webhook context, the sender of a delivery waits for the answer, and repeats it after an error. */
const WEBHOOK_TIMEOUT_MS = 8_000;

/**
 * Sends a request to a provider: authenticated by the node's credential, within a time limit, repeated where
 * that is safe, its failures explained. In a webhook context it is sent once and may take 8 seconds.
 *
 * @param request what to send
 * @returns the answer, if it was a success or one that the caller accepts
 * @throws NodeApiError that says what happened and what to do next, without any secret
 */
export async function requestApi(context: ApiContext, api: ProviderApi, request: ApiRequest): Promise<ApiResponse> {
	const connection = await readConnection(context, api, request.secrets);
	const result = await withRetries(
		context,
		request,
		async () => await attemptRequest(context, api, connection, request),
	);
	if (!('failure' in result)) return result;
	const { status, unreadable } = result.failure;
	// An answer that stays like this is the provider's own, and nobody reads it.
	if (unreadable && status !== null && request.expects === 'anything') return { status, body: undefined };
	throw apiError(context, api, connection, request, result.failure);
}

/**
 * @param timeout milliseconds that a request may take where nobody waits for the answer
 * @returns how often a request is sent at most, and how many milliseconds each attempt may take
 */
export function requestLimits(
	context: ApiContext,
	timeout = REQUEST_TIMEOUT_MS,
): { attempts: number; timeout: number } {
	return 'getResponseObject' in context
		? { attempts: 1, timeout: WEBHOOK_TIMEOUT_MS }
		: { attempts: MAX_ATTEMPTS, timeout };
}

/**
 * Makes an attempt, and repeats it where the retry policy allows it.
 *
 * @param request what is sent
 * @param attempt sends it once
 * @param cancelled ends the attempts; with the execution unless given
 * @returns the first success, or the last failure
 */
export async function withRetries<T extends object>(
	context: ApiContext,
	request: Pick<ApiRequest, 'method' | 'idempotent' | 'expects'>,
	attempt: () => Promise<T | { failure: RequestFailure }>,
	cancelled = cancelSignal(context),
): Promise<T | { failure: RequestFailure }> {
	const { attempts } = requestLimits(context);

	for (let count = 1; ; count++) {
		const result = await attempt();
		if (!('failure' in result)) return result;
		result.failure.attempts = count;
		if (count >= attempts) return result;

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
	const response = await rawRequest(
		context,
		{
			method: request.method,
			url: `${connection.baseUrl}${request.path}`,
			qs: request.query,
			body: request.body,
			json: true,
			timeout: requestLimits(context, request.timeout).timeout,
		},
		api.credentialType,
	);
	if ('cause' in response) return { failure: { status: null, cause: response.cause } };

	const { statusCode: status, body, headers } = response;
	const success = status >= 200 && status < 300;
	if (!success && !request.accept?.includes(status)) {
		return { failure: { status, body, retryAfter: headers['retry-after'] as string | undefined } };
	}
	if (typeof body !== 'string') return { status, body };
	// Text where JSON was expected is a page of some proxy, or JSON that was cut off.
	const unreadable = success && (request.expects === 'anything' ? pageOrHalfJson.test(body) : body !== '');
	return unreadable ? { failure: { status, unreadable } } : { status, body: undefined };
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
