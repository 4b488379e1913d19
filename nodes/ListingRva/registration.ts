import type { EndpointApi } from '../shared/endpoints/endpoint';
import { createEndpoint, deleteEndpoint, endpointsIn, listEndpoints, listingRvaApi } from './api';
import { listingRvaEvents } from './events';

/** How the trigger registers itself at ListingRVA AI. */
export const listingRvaEndpoints: EndpointApi = {
	displayName: listingRvaApi.displayName,
	async list(context) {
		const body = await listEndpoints(context);
		return body === undefined ? [] : endpointsIn(body);
	},
	create: createEndpoint,
	delete: async (context, id) => await deleteEndpoint(context, id, { missing: 'ok' }),
	// Registering for every documented event lets the trigger choose on its own, without touching the endpoint.
	events: () => Object.keys(listingRvaEvents),
};
