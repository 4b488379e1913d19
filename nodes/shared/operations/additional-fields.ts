import type { IDataObject, IExecuteFunctions, INodeProperties } from 'n8n-workflow';

import { omitEmpty, parsedObject } from './parameters';

const CUSTOM_FIELDS: INodeProperties = {
	displayName: 'Custom Fields (JSON)',
	name: 'customFields',
	type: 'json',
	default: '{}',
	description:
		"Fields of the provider's API that this node does not offer, as a JSON object. They take precedence over the node's own fields.",
};

/**
 * Makes the collection of an operation's optional fields. It always includes Custom Fields, for undocumented ones.
 *
 * @param fields the documented optional fields
 */
export function additionalFieldsProperty(fields: INodeProperties[]): INodeProperties {
	return {
		displayName: 'Additional Fields',
		name: 'additionalFields',
		type: 'collection',
		placeholder: 'Add Field',
		default: {},
		options: [...fields, CUSTOM_FIELDS].sort((some, other) => some.displayName.localeCompare(other.displayName)),
	};
}

/**
 * Reads the collection.
 *
 * @returns the documented fields that are not empty, and the custom fields
 * @throws NodeOperationError if the custom fields are not a JSON object
 */
export function additionalFields(
	context: IExecuteFunctions,
	itemIndex: number,
): { fields: IDataObject; custom: IDataObject } {
	const { customFields, ...fields } = context.getNodeParameter('additionalFields', itemIndex, {}) as IDataObject;
	return {
		fields: omitEmpty(fields),
		custom: parsedObject(context, customFields, CUSTOM_FIELDS.displayName),
	};
}
