import type { IDataObject, IExecuteFunctions, INodeProperties } from 'n8n-workflow';

import { toText } from '../../shared/util/json';

/**
 * Makes the `options` parameter with which a user names a field of a request that is not documented.
 *
 * @param content completes "the field of the request that holds"
 * @param example a likely name
 */
export function fieldNameOptions(content: string, example: string): INodeProperties {
	return {
		displayName: 'Options',
		name: 'options',
		type: 'collection',
		placeholder: 'Add option',
		default: {},
		options: [
			{
				displayName: 'Field Name',
				name: 'fieldName',
				type: 'string',
				default: '',
				placeholder: `e.g. ${example}`,
				description: `The field of the request that holds ${content}. The documentation does not name it. Leave empty to try the likely ones.`,
			},
		],
	};
}

/** @returns the name that the user entered, or undefined */
export function fieldNameOf(context: IExecuteFunctions, itemIndex: number): string | undefined {
	const { fieldName } = context.getNodeParameter('options', itemIndex, {}) as IDataObject;
	return toText(fieldName)?.trim() || undefined;
}
