import type { IDataObject, IExecuteFunctions, INodeProperties } from 'n8n-workflow';

import { toText } from '../../shared/util/json';

/**
 * Where the documentation does not name a field of a request, the user can.
 *
 * @param content what the field holds
 * @param example a likely name of it
 * @returns the `options` parameter with the field's name
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
				description: `The field of the request that holds ${content}. The documentation does not name it, so the likely ones are tried if this is empty.`,
			},
		],
	};
}

/** @returns the name that the user gave, or undefined */
export function fieldNameOf(context: IExecuteFunctions, itemIndex: number): string | undefined {
	const { fieldName } = context.getNodeParameter('options', itemIndex, {}) as IDataObject;
	return toText(fieldName)?.trim() || undefined;
}
