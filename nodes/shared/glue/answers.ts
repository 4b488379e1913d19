import type { IWebhookFunctions, IWebhookResponseData } from 'n8n-workflow';

type ServerResponse = ReturnType<IWebhookFunctions['getResponseObject']>;

/** What n8n sends, as the constant `responseData` of the trigger, once it has stored the execution. */
export const RECEIVED = '{"received":true}';

/** The answers to deliveries that start no execution. None says anything that would help an attacker. */
export const answers = {
	received: { status: 200, body: { received: true } },
	duplicate: { status: 200, body: { received: true, duplicate: true } },
	ignored: { status: 200, body: { received: true, ignored: true } },
	pending: { status: 409, body: { error: 'conflict' } },
	unauthorized: { status: 401, body: { error: 'unauthorized' } },
	forbidden: { status: 403, body: { error: 'forbidden' } },
	invalid: { status: 400, body: { error: 'bad request' } },
	unverifiable: { status: 503, body: { error: 'unavailable' } },
	unavailable: { status: 503, body: { error: 'unavailable' } },
} as const;

const JSON_TYPE = 'application/json; charset=utf-8';

/**
 * Answers a delivery without starting an execution.
 *
 * @param response the HTTP response of the delivery
 * @param answer one of the answers
 * @returns what `webhook()` has to return
 */
export function answer(
	response: ServerResponse,
	{ status, body }: (typeof answers)[keyof typeof answers],
): IWebhookResponseData {
	response.writeHead(status, { 'content-type': JSON_TYPE }).end(JSON.stringify(body));
	return { noWebhookResponse: true };
}

/**
 * Lets n8n answer with JSON: its text answers are HTML by default.
 *
 * @param response the HTTP response of the delivery
 */
export function expectJsonAnswer(response: ServerResponse): void {
	response.setHeader('content-type', JSON_TYPE);
}
