import type { INodeProperties } from 'n8n-workflow';

import { locatorProperty } from '../../shared/operations/locator';

/** The parameter that names a render. */
export const renderIdProperty = locatorProperty({
	displayName: 'Render',
	name: 'renderId',
	description: 'The render. Create returns its ID, which is the jobId in events.',
	exampleId: 'rnd_123',
	searchListMethod: 'searchRenders',
});

/** The parameter that names a variation. */
export const variationIdProperty = locatorProperty({
	displayName: 'Variation',
	name: 'variationId',
	description: 'The variation of the render. Its ID is the variationId in events.',
	exampleId: 'var_123',
	searchListMethod: 'searchVariations',
});

/** The URL to which the provider delivers the events of a request. */
export const webhookUrlProperty: INodeProperties = {
	displayName: 'Webhook URL',
	name: 'webhookUrl',
	type: 'string',
	default: '',
	placeholder: 'e.g. https://n8n.example.com/webhook/…',
	description: 'Where Virtual Staging AI delivers the events of this request',
	hint: 'Production URL of a Virtual Staging AI Trigger. <b>If empty, no event is sent: use Render > Get.</b>',
};

/** The order of a list. */
export const orderOptions = [
	{ name: 'Newest First', value: 'desc' },
	{ name: 'Oldest First', value: 'asc' },
];
