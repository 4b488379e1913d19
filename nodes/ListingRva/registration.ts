import type { EndpointApi } from '../shared/registration/endpoint';
import { createEndpoint, deleteEndpoint, listEndpoints, listingRvaApi } from './api';
import { listingRvaEvents } from './events';

/** How the trigger registers itself at ListingRVA AI. */
export const listingRvaEndpoints: EndpointApi = {
	displayName: listingRvaApi.displayName,
	list: listEndpoints,
	create: createEndpoint,
	delete: deleteEndpoint,
	// Registering for every documented event lets the trigger choose on its own, without touching the endpoint.
	events: () => Object.keys(listingRvaEvents),
};
