import type { INodeProperties } from 'n8n-workflow';

/** @param example an example for the placeholder */
export function promptProperty(example: string): INodeProperties {
	return {
		displayName: 'Prompt',
		name: 'prompt',
		type: 'string',
		typeOptions: { rows: 3 },
		required: true,
		default: '',
		placeholder: `e.g. ${example}`,
		description: 'A description of what to generate',
	};
}
