import type { INodeProperties, INodePropertyOptions, IWebhookDescription } from 'n8n-workflow';

import type { EventCatalogue } from '../event/catalogue';
import { ANY_EVENT } from '../delivery/verify';
import { MAX_FILE_SIZE_MB } from '../http/result-files';
import { whenTestingOption } from '../test-events/option';
import { eventTitle } from '../event/title';

/**
 * A trigger's webhook. Every value is a constant: for each expression here, n8n would create an isolate, which takes tens
 * of milliseconds. With an empty `responseData`, n8n sends what `webhook()` returns as `webhookResponse`.
 */
export const deliveryWebhook: IWebhookDescription[] = [
	{
		name: 'default',
		httpMethod: 'POST',
		responseMode: 'onReceived',
		responseData: '',
		path: 'webhook',
	},
];

/**
 * The webhook of an action node that waits. n8n serves it only at the execution's resume URL. Constants only, as in a
 * trigger's webhook.
 */
export const waitWebhook: IWebhookDescription[] = [
	{
		name: 'default',
		httpMethod: 'POST',
		responseMode: 'onReceived',
		responseData: '',
		path: '',
		restartWebhook: true,
	},
];

/** Triggers start at version 2: n8n evaluates an expression for each request to a node of version 1. */
export const TRIGGER_VERSION = 2;

/**
 * Makes the text below a trigger's name on the canvas: the chosen events.
 *
 * @returns an expression, which only the editor evaluates
 */
export function triggerSubtitle(catalogue: EventCatalogue): string {
	const titles = Object.fromEntries(
		Object.entries(catalogue).map(([name, { title }]) => [name, eventTitle(name, title)]),
	);
	return `={{ $parameter["events"].includes("${ANY_EVENT}") ? "Any Event" : $parameter["events"].map((name) => (${JSON.stringify(titles)})[name] ?? name).join(", ") }}`;
}

/** @returns an option per event. The nodes panel lists their actions. */
export function eventOptions(catalogue: EventCatalogue): INodePropertyOptions[] {
	return Object.entries(catalogue).map(([value, { title, description }]) => {
		const name = eventTitle(value, title);
		return { name, value, description: `${value}: ${description}`, action: `On ${name.toLowerCase()}` };
	});
}

const anyEventOption: INodePropertyOptions = {
	name: 'Any Event',
	value: ANY_EVENT,
	description: 'Every event, including ones that this node does not know yet',
	action: 'On any event',
};

/** The option to download result files. */
export const downloadResultsOption: INodeProperties = {
	displayName: 'Download Results',
	name: 'downloadResults',
	type: 'boolean',
	default: false,
	description: 'Whether to download the result files, as binary data in the fields result_0, result_1 and so on',
};

/** The option that limits their size. */
export const maxFileSizeOption: INodeProperties = {
	displayName: 'Max File Size (MB)',
	name: 'maxFileSize',
	type: 'number',
	typeOptions: { minValue: 1 },
	default: MAX_FILE_SIZE_MB,
	description: 'The maximum size of a result file to download',
	hint: "Large files use n8n's memory. The links in the results do not, but they expire.",
};

/**
 * Makes the parameters that all triggers share.
 *
 * @param preselected the names of the events that are chosen by default
 * @param extras a hint for Allowed IPs, and the provider's own options, which come first
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
			description: 'The events that start the workflow. Other events are acknowledged, but start nothing.',
			options: [...eventOptions(catalogue), anyEventOption],
		},
		{
			displayName: 'Options',
			name: 'options',
			type: 'collection',
			placeholder: 'Add option',
			default: {},
			options: [
				...options,
				{
					displayName: 'Allowed IPs',
					name: 'allowedIps',
					type: 'string',
					default: '',
					noDataExpression: true,
					placeholder: 'e.g. 203.0.113.7, 198.51.100.0/24',
					description:
						'The addresses or CIDR ranges that may deliver, separated by commas, spaces or line breaks. Deliveries from others are refused with 403. Usually not needed, because the signature is always checked. Behind a proxy, set N8N_PROXY_HOPS so that n8n sees the real address.',
					hint: allowedIpsHint,
				},
				{
					displayName: 'Combine Events Under Load',
					name: 'combineEvents',
					type: 'boolean',
					default: false,
					noDataExpression: true,
					description:
						'Whether events that arrive while n8n starts an execution share the next one, with an item for each event. Turn it on for many events a second, and only where the nodes that follow can process several items.',
				},
				downloadResultsOption,
				{
					displayName: 'Ignore Duplicates',
					name: 'ignoreDuplicates',
					type: 'boolean',
					default: true,
					noDataExpression: true,
					description:
						'Whether to start the workflow only once per event, even if the provider delivers it several times',
					hint: 'Listen for test event always shows every delivery',
				},
				{
					displayName: 'Max Event Age (Minutes)',
					name: 'maxEventAge',
					type: 'number',
					noDataExpression: true,
					typeOptions: { minValue: 0 },
					default: 0,
					description:
						'Rejects events older than this, by the time in the signed body. 0 turns the check off; a recorded delivery can then be replayed after about 1,000 further events. Events without a time are accepted.',
					hint: 'Leave enough time for the provider to try again',
				},
				maxFileSizeOption,
				whenTestingOption,
			],
		},
	];
}
