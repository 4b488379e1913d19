import type { DeliveryDefinition } from '../delivery/delivery-definition';
import type { ProviderApi } from './provider-api';

/** All that the shared trigger code has to know of a provider. */
export interface TriggerDefinition {
	api: ProviderApi;
	delivery: DeliveryDefinition;
}

/** The trigger's `options` collection, as the user filled it in. */
export interface TriggerOptions {
	ignoreDuplicates?: boolean;
	/** Minutes; 0 turns the limit off. */
	maxEventAge?: number;
	/** Addresses, separated by commas. */
	allowedIps?: string;
}
