import type { IWebhookFunctions } from 'n8n-workflow';

type ServerResponse = ReturnType<IWebhookFunctions['getResponseObject']>;

/**
 * Calls back once, at the moment at which n8n ends the response. Only then is it known whether n8n has stored the
 * execution. The events of the response do not say it: `close` comes when the sender hangs up, which n8n does not
 * notice, and then `finish` never comes.
 *
 * @param callback gets the status of the response
 */
export function onResponseEnd(response: ServerResponse, callback: (status: number) => void): void {
	const end = response.end.bind(response) as (...parameters: unknown[]) => ServerResponse;
	response.end = (...parameters: unknown[]) => {
		response.end = end;
		callback(response.statusCode);
		return end(...parameters);
	};
}
