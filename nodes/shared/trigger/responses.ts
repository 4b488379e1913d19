import type { IWebhookFunctions, IWebhookResponseData } from 'n8n-workflow';

import type { HandshakeResponse } from './definition';

type ServerResponse = ReturnType<IWebhookFunctions['getResponseObject']>;

/** The body of the response to an accepted delivery, which n8n sends once it has stored the execution. */
const RECEIVED = '{"received":true}';

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
	/** It is about other work of the execution, which a later wait may be for. */
	later: { status: 503, body: { error: 'unavailable' }, headers: { 'retry-after': '30' } },
	unauthorized: { status: 401, body: { error: 'unauthorized' } },
	forbidden: { status: 403, body: { error: 'forbidden' } },
	methodNotAllowed: { status: 405, body: { error: 'method not allowed' }, headers: { allow: 'POST' } },
	invalid: { status: 400, body: { error: 'bad request' } },
	unverifiable: { status: 503, body: { error: 'unavailable' } },
	unavailable: { status: 503, body: { error: 'unavailable' } },
} satisfies Record<string, DeliveryResponse>;

const JSON_TYPE = 'application/json; charset=utf-8';
const TEXT_TYPE = 'text/plain; charset=utf-8';

/**
 * Responds to a delivery without starting an execution.
 *
 * @param acknowledgement the body that the sender demands of a response with the status 200; its other responses are empty
 * @returns the return value of `webhook()`
 */
export function respond(
	response: ServerResponse,
	{ status, body, headers }: DeliveryResponse,
	acknowledgement?: string,
): IWebhookResponseData {
	// A definition may fail after it has responded.
	if (response.headersSent) return { noWebhookResponse: true };
	if (acknowledgement === undefined) {
		response.writeHead(status, { 'content-type': JSON_TYPE, ...headers }).end(JSON.stringify(body));
	} else {
		response.writeHead(status, { 'content-type': TEXT_TYPE, ...headers }).end(status === 200 ? acknowledgement : '');
	}
	return { noWebhookResponse: true };
}

/**
 * Responds to a request by which a sender checks the address.
 *
 * @returns what `webhook()` has to return
 */
export function respondToHandshake(
	response: ServerResponse,
	{ status, body, contentType = TEXT_TYPE, headers = {}, isSavedFirst = false }: HandshakeResponse,
): IWebhookResponseData {
	const all = { 'content-type': contentType, 'x-content-type-options': 'nosniff', ...headers };
	if (!isSavedFirst) {
		response.writeHead(status, all).end(body);
		return { noWebhookResponse: true };
	}
	for (const [name, value] of Object.entries(all)) response.setHeader(name, value);
	return { webhookResponse: body };
}

/**
 * Prepares the response to an accepted delivery, which n8n sends. Sets the type, since n8n's text responses are HTML by
 * default.
 *
 * @param acknowledgement the body that the sender demands
 * @returns the body, for `webhookResponse`
 */
export function acceptedResponse(response: ServerResponse, acknowledgement?: string): string {
	response.setHeader('content-type', acknowledgement === undefined ? JSON_TYPE : TEXT_TYPE);
	return acknowledgement ?? RECEIVED;
}
