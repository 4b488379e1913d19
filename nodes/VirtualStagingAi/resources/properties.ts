import type { INodeProperties } from 'n8n-workflow';

import { locatorProperty } from '../../shared/operations/locator';

/** The parameter that names a render. */
export const renderIdProperty = locatorProperty({
	displayName: 'Render',
	name: 'renderId',
	description: 'The render. Creating it returned its ID, which is the jobId in events.',
	exampleId: 'rnd_123',
	searchListMethod: 'searchRenders',
});

/** The parameter that names a variation. */
export const variationIdProperty = locatorProperty({
	displayName: 'Variation',
	name: 'variationId',
	description: 'The variation of the render. Events have its ID as variationId.',
	exampleId: 'var_123',
	searchListMethod: 'searchVariations',
});

/** Where the provider announces what becomes of a request. */
export const webhookUrlProperty: INodeProperties = {
	displayName: 'Webhook URL',
	name: 'webhookUrl',
	type: 'string',
	default: '',
	placeholder: 'e.g. https://n8n.example.com/webhook/…',
	description: 'Where Virtual Staging AI delivers the events of this request',
	hint: 'Production URL of a Virtual Staging AI Trigger. <b>Empty: no event is sent, ask with Render > Get.</b>',
};

/** In which order the provider lists something. */
export const orderOptions = [
	{ name: 'Newest First', value: 'desc' },
	{ name: 'Oldest First', value: 'asc' },
];
