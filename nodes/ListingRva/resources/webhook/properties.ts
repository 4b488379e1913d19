import type { INodeProperties } from 'n8n-workflow';

import { locatorProperty } from '../../../shared/operations/locator';
import { listingRvaEvents } from '../../events';

const eventOptions = Object.entries(listingRvaEvents).map(([name, { description }]) => ({
	name,
	value: name,
	description,
}));

/** The parameter that names an endpoint. */
export const webhookIdProperty = locatorProperty({
	displayName: 'Webhook',
	name: 'webhookId',
	description: 'The registered endpoint',
	exampleId: 'wh_123',
	searchListMethod: 'searchWebhooks',
});

/** Warns against changing the endpoint of a trigger. */
export const triggerEndpointNotice: INodeProperties = {
	displayName:
		'Do not use this for the endpoint of a ListingRVA AI Trigger: the trigger would receive nothing until its workflow is published again.',
	name: 'triggerEndpointNotice',
	type: 'notice',
	default: '',
};

/** The address of a new endpoint. */
export const webhookUrlProperty: INodeProperties = {
	displayName: 'URL',
	name: 'url',
	type: 'string',
	required: true,
	default: '',
	placeholder: 'e.g. https://n8n.example.com/webhook/…',
	description: 'The public https:// address that ListingRVA AI delivers to',
};

/** The new address of an endpoint. */
export const newWebhookUrlProperty: INodeProperties = {
	...webhookUrlProperty,
	required: false,
	description: 'The new public https:// address. Leave empty to keep the current one.',
};

/** The events of a new endpoint. */
export const webhookEventsProperty: INodeProperties = {
	displayName: 'Events',
	name: 'events',
	type: 'multiOptions',
	required: true,
	options: eventOptions,
	default: ['image.generated'],
	description: 'The events to deliver. An expression can return an array with other event names.',
};

/** The new events of an endpoint. */
export const newWebhookEventsProperty: INodeProperties = {
	...webhookEventsProperty,
	required: false,
	default: [],
	description:
		'The events to deliver from now on. Leave empty to keep the current ones. An expression can return an array with other event names.',
};
