import type { DeliveryDefinition } from '../shared/delivery/definition';
import type { GenerationEvent, GenerationResult } from '../shared/event/event';
import { toArray, toObject, toText } from '../shared/util/json';
import { virtualStagingAiEvents } from './events';

/**
 * How Virtual Staging AI delivers: plain hex. The text of the documentation signs the exact payload, its sample code the
 * re-serialised one. Up to three retries until the response is exactly 200.
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
		// A variation is done or fails once. Updates and analyses may occur any number of times.
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
 * @param event an event of a delivery, or of the API's list
 * @returns the id of a final variation or of a whole render, which is the same for both; null for other events
 */
export function renderKey({ event, id }: GenerationEvent): string | null {
	return event === 'done' || event === 'error' ? id : null;
}

/**
 * Reads a variation's `result`: an object, or an array of them for multi-view staging.
 *
 * @param result of a webhook's body, or of a variation in a response of the API
 * @returns one entry per view with a URL
 */
export function virtualStagingAiResults(result: unknown): GenerationResult[] {
	return toArray(result)
		.map(urlsOf)
		.filter((urls) => Object.keys(urls).length > 0);
}

const urlFields = [
	['url', 'url'],
	['optimizedUrl', 'optimized_url'],
	['thumbnailUrl', 'thumbnail_url'],
] as const;

function urlsOf(view: unknown): GenerationResult {
	const fields = toObject(typeof view === 'string' ? { url: view } : view);
	const urls: GenerationResult = {};
	for (const [name, field] of urlFields) {
		const url = toText(fields[field]);
		if (url !== null) urls[name] = url;
	}
	return urls;
}
