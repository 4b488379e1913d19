import type { IWebhookFunctions, IWebhookResponseData } from 'n8n-workflow';

import type { HandshakeResponse } from './definition';

type ServerResponse = ReturnType<IWebhookFunctions['getResponseObject']>;

/** The body that n8n sends once it has stored the execution: the constant `responseData` of the trigger. */
export const RECEIVED = '{"received":true}';

interface DeliveryResponse {
	status: number;
	body: Readonly<Record<string, unknown>>;
	headers?: Readonly<Record<string, string>>;
}

/** The responses to deliveries that start no execution. They tell an attacker nothing. */
export const responses = {
	received: { status: 200, body: { received: true } },
	committed: { status: 200, body: { received: true, duplicate: true } },
	ignored: { status: 200, body: { received: true, ignored: true } },
	/** Another delivery of the event is being accepted. Not a 4xx: some senders do not retry after one. */
	pending: { status: 503, body: { error: 'unavailable' }, headers: { 'retry-after': '1' } },
	unauthorized: { status: 401, body: { error: 'unauthorized' } },
	forbidden: { status: 403, body: { error: 'forbidden' } },
	methodNotAllowed: { status: 405, body: { error: 'method not allowed' }, headers: { allow: 'POST' } },
	invalid: { status: 400, body: { error: 'bad request' } },
	unverifiable: { status: 503, body: { error: 'unavailable' } },
	unavailable: { status: 503, body: { error: 'unavailable' } },
} satisfies Record<string, DeliveryResponse>;

const JSON_TYPE = 'application/json; charset=utf-8';

/**
 * Responds to a delivery without starting an execution.
 *
 * @returns the return value of `webhook()`
 */
export function respond(response: ServerResponse, { status, body, headers }: DeliveryResponse): IWebhookResponseData {
	// A definition may fail after it has responded.
	if (response.headersSent) return { noWebhookResponse: true };
	response.writeHead(status, { 'content-type': JSON_TYPE, ...headers }).end(JSON.stringify(body));
	return { noWebhookResponse: true };
}

/**
 * Responds to a request by which a sender checks the address.
 *
 * @returns what `webhook()` has to return
 */
export function respondToHandshake(
	response: ServerResponse,
	{ status, body, contentType = 'text/plain; charset=utf-8' }: HandshakeResponse,
): IWebhookResponseData {
	response.writeHead(status, { 'content-type': contentType, 'x-content-type-options': 'nosniff' }).end(body);
	return { noWebhookResponse: true };
}

/** Makes n8n respond with JSON: its text responses are HTML by default. */
export function expectJsonResponse(response: ServerResponse): void {
	response.setHeader('content-type', JSON_TYPE);
}
