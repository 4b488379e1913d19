import { type IExecuteFunctions, type INodeProperties, NodeOperationError } from 'n8n-workflow';

import { optionalText } from '../../shared/operations/parameters';
import { isJsonObject, toArray, toObject, toText } from '../../shared/util/json';
import { type Metadata } from '../../shared/event/event';
import { METADATA_PARAMETER, signMetadata } from '../../shared/delivery/metadata';
import { signingSecret } from '../../shared/endpoints/credential-secret';
import { virtualStagingAiApi } from '../api';
import { webhookUrlProperty } from './properties';

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

/**
 * Puts signed metadata into the query string of a webhook URL. Virtual Staging AI keeps the query string, which public
 * clients rely on.
 *
 * @returns the URL for the provider; without metadata, the unchanged one
 * @throws NodeOperationError if the URL is not valid, or the credential has no secret to sign with
 */
export async function withMetadata(
	context: IExecuteFunctions,
	url: string,
	metadata: Metadata | undefined,
): Promise<string> {
	if (metadata === undefined) return url;
	if (!URL.canParse(url)) {
		throw new NodeOperationError(context.getNode(), 'The parameter "Webhook URL" is not a URL', {
			description: 'Enter the Production URL of a Virtual Staging AI Trigger. The metadata is part of this URL.',
		});
	}
	const target = new URL(url);
	target.searchParams.set(
		METADATA_PARAMETER,
		signMetadata(metadata, await signingSecret(context, virtualStagingAiApi)),
	);
	return target.href;
}

/** The parameters of an operation that starts a job: the webhook URL for its events, and metadata. */
export const deliveryProperties: readonly INodeProperties[] = [webhookUrlProperty, metadataProperty];

/**
 * @returns the webhook URL with the metadata, or undefined if the user has not entered one
 * @throws NodeOperationError as {@link withMetadata} does
 */
export async function deliveryUrl(context: IExecuteFunctions, itemIndex: number): Promise<string | undefined> {
	const url = optionalText(context, itemIndex, webhookUrlProperty);
	return url === undefined ? undefined : await withMetadata(context, url, metadataOf(context, itemIndex));
}
