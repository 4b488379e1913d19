import type { IWebhookDescription } from 'n8n-workflow';

import { RECEIVED } from './answers';

/**
 * The webhook of an action node that waits: n8n listens on it under the execution's resume URL only, and calls the
 * node's `webhook()` for it. Constants only, as in a trigger's webhook.
 */
export const waitWebhook: IWebhookDescription[] = [
	{
		name: 'default',
		httpMethod: 'POST',
		responseMode: 'onReceived',
		responseData: RECEIVED,
		path: '',
		restartWebhook: true,
	},
];
