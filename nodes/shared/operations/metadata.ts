import type { IExecuteFunctions, INodeProperties } from 'n8n-workflow';

import type { Metadata } from '../event/event';
import { isJsonObject, toArray, toObject, toText } from '../util/json';

/** Texts that come back with the results, for example the ID of an order or a listing. */
export const metadataProperty: INodeProperties = {
	displayName: 'Metadata',
	name: 'metadata',
	type: 'fixedCollection',
	typeOptions: { multipleValues: true },
	placeholder: 'Add Entry',
	default: {},
	description:
		'Texts that come back as metadata with the results, so that a workflow knows what they belong to. They are signed, which protects them from changes, but not encrypted.',
	options: [
		{
			name: 'entries',
			displayName: 'Entry',
			values: [
				{
					displayName: 'Key',
					name: 'key',
					type: 'string',
					default: '',
					placeholder: 'e.g. listingId',
					description: 'The name of the entry',
				},
				{
					displayName: 'Value',
					name: 'value',
					type: 'string',
					default: '',
					placeholder: 'e.g. 4711',
					description: 'The text of the entry',
				},
			],
		},
	],
};

/** @returns the metadata, or undefined if there is none */
export function metadataOf(context: IExecuteFunctions, itemIndex: number): Metadata | undefined {
	const { entries: values } = toObject(context.getNodeParameter(metadataProperty.name, itemIndex, {}));
	const entries = toArray(values).filter(isJsonObject);
	const named = entries.flatMap(({ key, value: text }) => {
		const name = toText(key);
		return name === null ? [] : [[name, toText(text) ?? ''] as const];
	});
	return named.length === 0 ? undefined : Object.fromEntries(named);
}
