import type { DeliveryDefinition } from '../shared/delivery/definition';
import { toArray, toObject, toText } from '../shared/util/json';
import { listingRvaEvents } from './events';

/**
 * How ListingRVA AI delivers: plain hex over the raw body, no retries, five seconds for the response.
 *
 * Source: ListingRVA AI documentation, "Webhooks", sections "Overview" and "Signature verification".
 */
export const listingRvaDelivery = {
	provider: 'listingRva',
	signature: {
		algorithm: 'hmacSha256',
		keyEncodings: ['utf8'],
		places: ['x-webhook-signature'],
		format: { kind: 'plain' },
		encoding: 'hex',
	},
	eventField: 'event',
	events: listingRvaEvents,
	read(body, event) {
		const payload = toObject(body.payload);
		const jobId = toText(payload.jobId);
		const assetIds = toArray(payload.assetIds).map(toText);
		return {
			// A job is completed once. An undocumented event may occur several times for one job.
			identity: jobId === null || event !== 'image.generated' ? null : `${jobId}|${event}`,
			time: body.timestamp,
			jobId,
			variationId: null,
			results: assetIds.filter((assetId) => assetId !== null).map((assetId) => ({ assetId })),
			error: null,
		};
	},
} as const satisfies DeliveryDefinition;
