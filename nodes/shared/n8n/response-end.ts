import type { IWebhookFunctions } from 'n8n-workflow';

type ServerResponse = ReturnType<IWebhookFunctions['getResponseObject']>;

/**
 * Calls back once, when n8n ends the response. Only then is it known whether n8n has stored the execution. The
 * response's own events do not tell: if the sender hangs up, `close` fires although n8n continues, and `finish` never
 * fires.
 *
 * @param callback called with the status of the response
 */
export function onResponseEnd(response: ServerResponse, callback: (status: number) => void): void {
	const end = response.end.bind(response) as (...parameters: unknown[]) => ServerResponse;
	response.end = (...parameters: unknown[]) => {
		response.end = end;
		callback(response.statusCode);
		return end(...parameters);
	};
}
