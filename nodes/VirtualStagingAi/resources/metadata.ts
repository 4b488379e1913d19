import { type IExecuteFunctions, type INodeProperties, NodeOperationError } from 'n8n-workflow';

import { isJsonObject, toArray, toObject, toText } from '../../shared/delivery/json';
import { type Metadata, METADATA_PARAMETER, signMetadata } from '../../shared/delivery/metadata';
import { signingSecret } from '../../shared/secrets/credential-secret';
import { virtualStagingAiApi } from '../api';

/** What shall come back with the results: ids of an order or a listing, for instance. */
export const metadataProperty: INodeProperties = {
	displayName: 'Metadata',
	name: 'metadata',
	type: 'fixedCollection',
	typeOptions: { multipleValues: true },
	placeholder: 'Add Entry',
	default: {},
	description:
		'Texts that come back as metadata with the results, so that a workflow knows what they belong to. They are signed, so nobody can alter them on the way, but not encrypted.',
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

/**
 * @param context the node's execute context
 * @param itemIndex the input item
 * @returns the metadata, or undefined where there is none
 */
export function metadataOf(context: IExecuteFunctions, itemIndex: number): Metadata | undefined {
	const { entries: values } = toObject(context.getNodeParameter(metadataProperty.name, itemIndex, {}));
	const entries = toArray(values).filter(isJsonObject);
	const named = entries.flatMap(({ key, value: text }) => {
		const name = toText(key);
		return name === null ? [] : [[name, toText(text) ?? ''] as const];
	});
	return named.length === 0 ? undefined : Object.fromEntries(named);
}

/**
 * Puts signed metadata into a webhook URL. Virtual Staging AI keeps the query string (as public clients rely on).
 *
 * @param context the node's execute context
 * @param url where the provider shall deliver
 * @param metadata what shall come back, if anything
 * @returns the URL to give to the provider: the same one where there is no metadata
 * @throws NodeOperationError where the URL is none, or the credential has no secret to sign with
 */
export async function withMetadata(
	context: IExecuteFunctions,
	url: string,
	metadata: Metadata | undefined,
): Promise<string> {
	if (metadata === undefined) return url;
	if (!URL.canParse(url)) {
		throw new NodeOperationError(context.getNode(), 'The parameter "Webhook URL" is not an address', {
			description: 'Enter the Production URL of a Virtual Staging AI Trigger. Metadata travels in it.',
		});
	}
	const target = new URL(url);
	target.searchParams.set(METADATA_PARAMETER, signMetadata(metadata, await signingSecret(context, virtualStagingAiApi)));
	return target.href;
}
