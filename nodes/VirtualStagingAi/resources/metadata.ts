import { type IExecuteFunctions, type INodeProperties, NodeOperationError } from 'n8n-workflow';

import { metadataOf, metadataProperty } from '../../shared/operations/metadata';
import { optionalText } from '../../shared/operations/parameters';
import { type Metadata } from '../../shared/event/event';
import { METADATA_PARAMETER, signMetadata } from '../../shared/tokens/metadata';
import { signingSecret } from '../../shared/endpoints/credential-secret';
import { virtualStagingAiApi } from '../api';
import { webhookUrlProperty } from './properties';

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
