import type { DeliveryDefinition } from '../shared/delivery/definition';
import type { GenerationResult } from '../shared/event/event';
import { toArray, toObject, toText } from '../shared/util/json';
import { virtualStagingAiEvents } from './events';

/**
 * How Virtual Staging AI delivers: plain hex; the documentation's prose signs the exact payload, its sample
 * signs the re-serialised one. Retried up to three times until the answer is exactly 200.
 *
 * Source: Virtual Staging AI documentation, "v2 API, Webhooks", sections "Authenticating Webhooks" and
 * "Best Practices".
 */
export const virtualStagingAiDelivery = {
	provider: 'virtualStagingAi',
	signature: {
		algorithm: 'hmacSha256',
		keyEncodings: ['utf8'],
		places: ['x-vsai-signature'],
		format: { kind: 'plain' },
		encoding: 'hex',
		reserialised: true,
	},
	eventField: 'event_type',
	events: virtualStagingAiEvents,
	read(body, event) {
		const renderId = toText(body.render_id);
		const variationId = toText(body.variation_id);
		// A variation is done, or fails, once. It may be updated, and an image analysed, any number of times.
		const final = event === 'done' || event === 'error';
		return {
			identity: final && renderId !== null && variationId !== null ? `${renderId}|${variationId}|${event}` : null,
			time: body.timestamp,
			jobId: renderId,
			variationId,
			results: virtualStagingAiResults(body.result ?? (toText(body.result_url) && { url: body.result_url })),
			error: toText(body.error_message),
		};
	},
} as const satisfies DeliveryDefinition;

/**
 * Reads a variation's `result`: an object, or an array of them for multi-view staging.
 *
 * @param result the field of a webhook's body or of a variation that the API returned
 * @returns an entry per view that has an address; none where there is no result
 */
export function virtualStagingAiResults(result: unknown): GenerationResult[] {
	return toArray(result)
		.map(addressesOf)
		.filter((addresses) => Object.keys(addresses).length > 0);
}

const addressFields = [
	['url', 'url'],
	['optimizedUrl', 'optimized_url'],
	['thumbnailUrl', 'thumbnail_url'],
] as const;

function addressesOf(view: unknown): GenerationResult {
	const fields = toObject(typeof view === 'string' ? { url: view } : view);
	const addresses: GenerationResult = {};
	for (const [name, field] of addressFields) {
		const address = toText(fields[field]);
		if (address !== null) addresses[name] = address;
	}
	return addresses;
}
