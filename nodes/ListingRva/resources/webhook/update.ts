import { NodeOperationError } from 'n8n-workflow';

import type { Operation } from '../../../shared/operations/operation';
import { toItems } from '../../../shared/operations/items';
import { optionalText, requiredText } from '../../../shared/operations/parameters';
import { updateEndpoint } from '../../api';
import { newWebhookEventsProperty, newWebhookUrlProperty, webhookIdProperty } from './properties';

/** Changes an endpoint. */
export const updateWebhook: Operation = {
	value: 'update',
	name: 'Update',
	action: 'Update a webhook',
	description: 'Changes the URL or the events of a registered webhook endpoint. Its secret does not change.',
	endpoint: 'PUT /webhooks/{id}',
	properties: [webhookIdProperty, newWebhookUrlProperty, newWebhookEventsProperty],
	async run(context, itemIndex) {
		const id = requiredText(context, itemIndex, webhookIdProperty);
		const url = optionalText(context, itemIndex, newWebhookUrlProperty);
		const events = context.getNodeParameter('events', itemIndex, []) as string[];
		if (url === undefined && events.length === 0) {
			throw new NodeOperationError(context.getNode(), 'There is nothing to change', {
				description: 'Fill in URL, Events or both.',
			});
		}
		return toItems(
			await updateEndpoint(context, id, {
				...(url === undefined ? {} : { url }),
				...(events.length === 0 ? {} : { events }),
			}),
		);
	},
};
