import { type IExecuteFunctions, NodeOperationError } from 'n8n-workflow';
import { z } from 'zod/v4';

import type { Operation } from '../../../shared/operations/operation';
import { requiredText } from '../../../shared/operations/parameters';
import { addedEndpoint, type RemoteEndpoint } from '../../../shared/endpoints/endpoint';
import { isTransient } from '../../../shared/http/transient';
import { type CreatedEndpoint, createEndpoint, deleteEndpoint, endpointsIn, listEndpoints } from '../../api';
import { listingRvaEvents } from '../../events';
import { oneTimeSecretItem, oneTimeSecretOutput } from './one-time-secret';
import { triggerEndpointNotice, webhookIdProperty } from './properties';
import { messageOf, toNodeError } from '../../../shared/n8n/errors';

/**
 * Replaces an endpoint by one with the same address and events, the only way to a new secret. The new endpoint is
 * created first, so that no event is lost between the two.
 */
export const rotateWebhookSecret: Operation = {
	value: 'rotateSecret',
	name: 'Rotate Secret',
	action: 'Rotate the secret of a webhook',
	description:
		'Replaces a webhook endpoint by one with the same URL and events and a new signing secret, which is returned only once. The ID changes. Not for an endpoint that a ListingRVA AI Trigger registered: unpublish and publish its workflow instead.',
	endpoint: 'GET /webhooks, POST /webhooks, DELETE /webhooks/{id}',
	properties: [triggerEndpointNotice, webhookIdProperty],
	output: () => oneTimeSecretOutput().extend({ previousId: z.string(), previousRemoved: z.boolean() }),
	async run(context, itemIndex) {
		const id = requiredText(context, itemIndex, webhookIdProperty);
		const endpoints = endpointsIn(await listEndpoints(context)) ?? [];
		const old = endpoints.find((endpoint) => endpoint.id === id);
		if (old === undefined) {
			throw new NodeOperationError(context.getNode(), `ListingRVA AI lists no webhook "${id}"`, {
				description: 'Check the ID: it may be wrong, deleted, or belong to another workspace.',
			});
		}
		const endpoint = { url: old.url, events: old.events ?? Object.keys(listingRvaEvents) };
		let created: CreatedEndpoint;
		try {
			created = await createEndpoint(context, endpoint);
		} catch (thrown) {
			const error = toNodeError(context, thrown, itemIndex);
			if (!isTransient(thrown)) throw error;
			const left = await removeNew(context, endpoints, { url: old.url, isMade: false });
			error.description = [error.description, left].filter(Boolean).join(' ');
			throw error;
		}
		if (created.secret === null) {
			const left = await removeNew(context, endpoints, { url: old.url, id: created.id, isMade: true });
			throw new NodeOperationError(context.getNode(), 'ListingRVA AI returned no new secret', {
				description: `${left} Try again, or ask the support of ListingRVA AI.`,
			});
		}

		// The new secret must reach the user, whatever becomes of the old endpoint.
		const failure = await removalFailure(context, id, 'ok');
		return oneTimeSecretItem(context, created, {
			fields: { previousId: id, previousRemoved: failure === null },
			notice:
				failure === null
					? undefined
					: `The new secret works, but the old webhook "${id}" could not be removed (${failure}): delete it, or every event will be delivered twice.`,
		});
	},
};

/**
 * Removes the new endpoint where nobody got to know its secret: two endpoints at one address, of which one cannot be
 * verified, are worse than none.
 *
 * @param before what was listed before the request
 * @param made what is known of the new endpoint. `id` may be that of another object of the answer
 * @returns what the user has to know
 */
async function removeNew(
	context: IExecuteFunctions,
	before: readonly RemoteEndpoint[],
	{ url, id: answeredId, isMade }: { url: string; id?: string; isMade: boolean },
): Promise<string> {
	const listed = await listEndpoints(context).then(endpointsIn, () => null);
	const id = addedEndpoint(before, listed ?? [], url)?.id ?? answeredId;
	const failure = id === undefined ? null : await removalFailure(context, id, 'error');
	const isGone = id === undefined ? !isMade && listed !== null : failure === null;
	const works = 'The old endpoint and its secret still work.';
	if (isGone) return works;
	const why = failure === null ? '' : ` ("${id}" could not be removed: ${failure})`;
	return `${works} There may be a second webhook with the URL ${url}${why}. Find it with Webhook > Get Many and delete it, or events will be delivered twice.`;
}

/** @returns why an endpoint could not be removed, or null where it is gone */
async function removalFailure(context: IExecuteFunctions, id: string, missing: 'ok' | 'error'): Promise<string | null> {
	try {
		await deleteEndpoint(context, id, { missing });
		return null;
	} catch (error) {
		return messageOf(error);
	}
}
