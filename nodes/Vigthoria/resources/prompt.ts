import type { INodeProperties } from 'n8n-workflow';

/**
 * @param example what one could ask for
 * @returns the parameter that says what to make
 */
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
