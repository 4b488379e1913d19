import type { INodeProperties } from 'n8n-workflow';

/**
 * @param content what the file is, to follow "the field that holds"
 * @returns the parameter that names the binary field of the input item
 */
export function binaryPropertyNameProperty(content: string): INodeProperties {
	return {
		displayName: 'Input Binary Field',
		name: 'binaryPropertyName',
		type: 'string',
		required: true,
		default: 'data',
		placeholder: 'e.g. data',
		hint: 'The name of the input field containing the file data',
		description: `The name of the binary field of the input item that holds ${content}`,
	};
}
