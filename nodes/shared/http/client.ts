import { NodeApiError } from 'n8n-workflow';

import { readConnection, type Connection } from './connection';
import { abortableDelay } from '../n8n/delay';
import type { ApiContext, ApiRequest, ApiResponse, ProviderApi } from './provider';
import { describeFailure, type RequestFailure } from './errors';
import { cancelSignal, rawRequest } from './raw-request';
import { MAX_ATTEMPTS, pauseBeforeRetry } from './retry';

const REQUEST_TIMEOUT_MS = 30_000;

/** The page of a proxy, or truncated JSON: the provider may not have handled the request. */
const pageOrHalfJson = /^\s*[<{[]/;

/** In a webhook context, the sender is waiting for the response, and retries after an error. */
const WEBHOOK_TIMEOUT_MS = 8_000;

/**
 * Sends a request to a provider, authenticated with the node's credential. Retries where that is safe. In a webhook
 * context there is one attempt of at most 8 seconds.
 *
 * @returns the response, if its status is a success or one that the caller accepts
 * @throws NodeApiError that says what happened and what to do next; it contains no secret
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
	// A retry did not change it, so it is the provider's own response. The caller does not read it.
	if (unreadable && status !== null && request.expects === 'anything') return { status, body: undefined };
	throw apiError(context, api, connection, request, result.failure);
}

/**
 * @param timeout milliseconds per attempt, outside a webhook context
 * @returns the maximum number of attempts, and the milliseconds per attempt
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
 * Makes an attempt, and repeats it as the retry policy allows.
 *
 * @param cancelled ends the attempts; by default, the execution's cancel signal
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
	// Text instead of JSON is the page of a proxy, or truncated JSON.
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
