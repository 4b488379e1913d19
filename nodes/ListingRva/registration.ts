import { type IHookFunctions, NodeOperationError } from 'n8n-workflow';

import type { EndpointApi } from '../shared/glue/endpoint-registration';
import { createEndpoint, deleteEndpoint, listEndpoints } from './api';
import { listingRvaEvents } from './events';

/** How the trigger registers itself at ListingRVA AI. */
export const listingRvaEndpoints: EndpointApi = {
	list: listEndpoints,
	delete: deleteEndpoint,
	// Registering for every documented event lets the trigger choose on its own, without touching the endpoint.
	events: () => Object.keys(listingRvaEvents),
	async create(context: IHookFunctions, endpoint) {
		const { id, secret } = await createEndpoint(context, endpoint);
		if (secret !== null) return { id, secret };
		if (id !== undefined) await deleteEndpoint(context, id);
		throw new NodeOperationError(
			context.getNode(),
			'ListingRVA AI registered the endpoint without telling its signing secret',
			{
				description:
					'Without the secret no delivery can be verified. Activate the workflow again; if it stays like this, ask ListingRVA AI support.',
			},
		);
	},
};
