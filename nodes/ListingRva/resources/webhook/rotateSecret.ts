import { type IExecuteFunctions, NodeOperationError } from 'n8n-workflow';
import { z } from 'zod/v4';

import type { Operation } from '../../../shared/operations/operation';
import { requiredText } from '../../../shared/operations/parameters';
import { createEndpoint, deleteEndpoint, endpointsIn, listEndpoints } from '../../api';
import { listingRvaEvents } from '../../events';
import { oneTimeSecretItem, oneTimeSecretOutput } from './one-time-secret';
import { triggerEndpointNotice, webhookIdProperty } from './properties';
import { messageOf } from '../../../shared/n8n/errors';

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
		const created = await createEndpoint(context, {
			url: old.url,
			events: old.events ?? Object.keys(listingRvaEvents),
		});
		if (created.secret === null) {
			// Two endpoints at one address, of which one cannot be verified, are worse than none.
			if (created.id !== undefined) await deleteEndpoint(context, created.id, { missing: 'ok' });
			throw new NodeOperationError(context.getNode(), 'ListingRVA AI returned no new secret', {
				description: 'The old endpoint and its secret still work. Try again, or ask the support of ListingRVA AI.',
			});
		}

		const failure = await removalFailure(context, id);
		return oneTimeSecretItem(context, created, {
			fields: { previousId: id, previousRemoved: failure === null },
			notice:
				failure === null
					? undefined
					: `The new secret works, but the old webhook "${id}" could not be removed (${failure}): delete it, or every event will be delivered twice.`,
		});
	},
};

/** The new secret must reach the user, whatever becomes of the old endpoint. */
async function removalFailure(context: IExecuteFunctions, id: string): Promise<string | null> {
	try {
		await deleteEndpoint(context, id, { missing: 'ok' });
		return null;
	} catch (error) {
		return messageOf(error);
	}
}
