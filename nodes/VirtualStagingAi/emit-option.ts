import type { INodeProperties } from 'n8n-workflow';

/** The option that decides what an item stands for: a variation, or a whole render. */
export const emitOption: INodeProperties = {
	displayName: 'Emit',
	name: 'emit',
	type: 'options',
	options: [
		{
			name: 'Each Variation',
			value: 'variation',
			description: 'One item for every variation, as soon as it is ready',
		},
		{
			name: 'Whole Render',
			value: 'render',
			description: 'One item for a render, with all its results, when all its variations are ready or have failed',
		},
	],
	default: 'variation',
	description: 'What an item stands for',
	hint: 'Whole Render needs the events done and error, and Ignore Duplicates turned on',
};
