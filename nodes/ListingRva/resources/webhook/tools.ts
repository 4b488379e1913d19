import type { WebhookTools } from '../../../shared/glue/operations/signing-secret';
import { listingRvaApi } from '../../api';
import { listingRvaDelivery } from '../../delivery';

/** ListingRVA AI for the operations that all providers have in common. */
export const webhookTools: WebhookTools = {
	api: listingRvaApi,
	delivery: listingRvaDelivery,
	secretAdvice:
		'Enter the secret of the endpoint as Webhook Secret in the ListingRVA AI credential. Creating a webhook or rotating its secret returns one. The secret of an endpoint that a ListingRVA AI Trigger registered for itself is known to that trigger only, so it cannot be used here.',
};
