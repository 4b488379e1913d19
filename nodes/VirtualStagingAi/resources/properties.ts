import type { INodeProperties } from 'n8n-workflow';

/** The parameter that names a render. */
export const renderIdProperty: INodeProperties = {
	displayName: 'Render ID',
	name: 'renderId',
	type: 'string',
	required: true,
	default: '',
	placeholder: 'e.g. rnd_123',
	description: 'The ID of the render, which creating it returned. In events it is the jobId.',
};

/** The parameter that names a variation. */
export const variationIdProperty: INodeProperties = {
	displayName: 'Variation ID',
	name: 'variationId',
	type: 'string',
	required: true,
	default: '',
	placeholder: 'e.g. var_123',
	description: 'The ID of the variation, as its render lists it and as events carry it',
};

/** Where the provider announces what becomes of a request. */
export const webhookUrlProperty: INodeProperties = {
	displayName: 'Webhook URL',
	name: 'webhookUrl',
	type: 'string',
	default: '',
	placeholder: 'e.g. https://n8n.example.com/webhook/…',
	description: 'Where Virtual Staging AI delivers the events of this request. Leave it empty to get none.',
	hint: 'Use the Production URL of a Virtual Staging AI Trigger',
};

/** In which order the provider lists something. */
export const orderOptions = [
	{ name: 'Newest First', value: 'desc' },
	{ name: 'Oldest First', value: 'asc' },
];
