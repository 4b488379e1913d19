import type { INodeProperties, IWebhookDescription } from 'n8n-workflow';

import type { EventCatalogue } from '../delivery/definition';
import { ANY_EVENT } from '../delivery/verify';
import { RECEIVED } from './responses';
import { MAX_FILE_SIZE } from '../http/result-files';

/**
 * A trigger's webhook. Every value is a constant: n8n builds an isolate, tens of milliseconds, for each expression
 * that it has to evaluate here.
 */
export const deliveryWebhook: IWebhookDescription[] = [
	{
		name: 'default',
		httpMethod: 'POST',
		responseMode: 'onReceived',
		responseData: RECEIVED,
		path: 'webhook',
	},
];

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

/**
 * n8n evaluates an expression for each request to a node whose version is exactly 1, and none for later
 * versions. So the triggers start at 2.
 */
export const TRIGGER_VERSION = 2;

/** What the canvas shows below a trigger's name: the events that it starts on. */
export const TRIGGER_SUBTITLE = `={{ $parameter["events"].includes("${ANY_EVENT}") ? "any event" : $parameter["events"].join(", ") }}`;

/**
 * Makes the parameters that all triggers share.
 *
 * @param catalogue the provider's events
 * @param preselected the names of the events that most users want
 * @param extras what the provider says of the addresses that it sends from, and further options
 * @returns the `events` and `options` parameters
 */
export function triggerProperties(
	catalogue: EventCatalogue,
	preselected: readonly string[],
	{ allowedIpsHint, options = [] }: { allowedIpsHint?: string; options?: readonly INodeProperties[] } = {},
): INodeProperties[] {
	return [
		{
			displayName: 'Events',
			name: 'events',
			type: 'multiOptions',
			required: true,
			default: [...preselected],
			description: 'The events that start the workflow',
			hint: 'Events that are not chosen are accepted from the provider, but do not start the workflow',
			options: [
				{
					name: '* (Any Event)',
					value: ANY_EVENT,
					description: 'Every event, including ones that this node does not know yet',
				},
				...Object.entries(catalogue).map(([name, { description }]) => ({
					name,
					value: name,
					description,
				})),
			],
		},
		{
			displayName: 'Options',
			name: 'options',
			type: 'collection',
			placeholder: 'Add option',
			default: {},
			options: [
				{
					displayName: 'Allowed IPs',
					name: 'allowedIps',
					type: 'string',
					default: '',
					noDataExpression: true,
					placeholder: 'e.g. 203.0.113.7, 198.51.100.0/24',
					description:
						'Usually not needed, since the signature is checked either way: addresses or CIDR ranges that may deliver, separated by commas. Deliveries from others are refused with 403. Behind a proxy, set N8N_PROXY_HOPS so that n8n sees the real address.',
					hint: allowedIpsHint,
				},
				{
					displayName: 'Combine Events Under Load',
					name: 'combineEvents',
					type: 'boolean',
					default: false,
					noDataExpression: true,
					description:
						'Whether events that arrive while n8n stores an execution share the next one, with an item for each event. This lets n8n receive several times as many events, and starts fewer executions. The nodes that follow must be able to process several items.',
					hint: 'At low load every event still has an execution of its own',
				},
				{
					displayName: 'Download Results',
					name: 'downloadResults',
					type: 'boolean',
					default: false,
					description:
						'Whether to download the result files, as binary data in the fields result_0, result_1 and so on',
				},
				{
					displayName: 'Ignore Duplicates',
					name: 'ignoreDuplicates',
					type: 'boolean',
					default: true,
					noDataExpression: true,
					description:
						'Whether to start the workflow once per event, however often the provider delivers it',
					hint: 'Listen for test event shows every delivery all the same',
				},
				{
					displayName: 'Max Event Age (Minutes)',
					name: 'maxEventAge',
					type: 'number',
					noDataExpression: true,
					typeOptions: { minValue: 0 },
					default: 0,
					description:
						'Refuses events that are older than this, by the time in their signed body. 0 accepts events of any age: somebody who recorded a delivery can then send it again once it is no longer remembered, after a day or about 1,000 events. Events without a time are always accepted.',
					hint: 'Leave enough time for the provider to try again',
				},
				{
					displayName: 'Max File Size (MB)',
					name: 'maxFileSize',
					type: 'number',
					typeOptions: { minValue: 1 },
					default: MAX_FILE_SIZE,
					description: 'How large a result file may be to be downloaded',
					hint: "Large files go through n8n's memory. The links in the results are lighter, but expire.",
				},
				...options,
			],
		},
	];
}
