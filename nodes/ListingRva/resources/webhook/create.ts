import type { Operation } from '../../../shared/operations/operation';
import { requiredText } from '../../../shared/operations/parameters';
import { createEndpoint } from '../../api';
import { oneTimeSecretItem, oneTimeSecretOutput } from './one-time-secret';
import { webhookEventsProperty, webhookUrlProperty } from './properties';

/** Registers an endpoint. */
export const createWebhook: Operation = {
	value: 'create',
	name: 'Create',
	action: 'Create a webhook',
	description:
		'Registers a URL that ListingRVA AI delivers events to, and returns its signing secret, which is shown only once. The ListingRVA AI Trigger does not need this: it registers itself.',
	endpoint: 'POST /webhooks',
	properties: [webhookUrlProperty, webhookEventsProperty],
	output: oneTimeSecretOutput,
	async run(context, itemIndex) {
		const url = requiredText(context, itemIndex, webhookUrlProperty);
		const events = context.getNodeParameter('events', itemIndex) as string[];
		return oneTimeSecretItem(context, await createEndpoint(context, { url, events }));
	},
};
