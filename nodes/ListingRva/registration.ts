import type { EndpointApi } from '../shared/registration/endpoint';
import { createEndpoint, deleteEndpoint, endpointsIn, listEndpoints, listingRvaApi } from './api';
import { listingRvaEvents } from './events';

/** How the trigger registers itself at ListingRVA AI. */
export const listingRvaEndpoints: EndpointApi = {
	displayName: listingRvaApi.displayName,
	list: async (context) => endpointsIn(await listEndpoints(context)) ?? [],
	create: createEndpoint,
	delete: async (context, id) => await deleteEndpoint(context, id, { missing: 'ok' }),
	// Registering for every documented event lets the trigger choose on its own, without touching the endpoint.
	events: () => Object.keys(listingRvaEvents),
};
