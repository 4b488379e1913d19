import { z } from 'zod/v4';

import type { EventCatalogue } from '../../shared/event/catalogue';
import type { GenerationResult } from '../../shared/event/event';
import { isJsonObject, toArray, toObject, toText } from '../../shared/util/json';
import { toLink } from '../body-readers';
import { factsOf, type Sender } from '../sender';

const schema = z.looseObject({
	request_id: z.string(),
	gateway_request_id: z.string().optional(),
	status: z.string(),
	payload: z.unknown(),
	error: z.string().nullish(),
	payload_error: z.string().nullish(),
});

const sample = (status: string, fields: Record<string, unknown>) => (now: Date) => ({
	request_id: `sample-${now.getTime()}`,
	gateway_request_id: `sample-${now.getTime()}`,
	status,
	...fields,
});

const events: EventCatalogue = {
	OK: {
		title: 'Request Completed',
		description: 'A request has been completed',
		status: 'completed',
		schema,
		sample: sample('OK', {
			payload: {
				images: [{ url: 'https://example.com/result.png', content_type: 'image/png', width: 1024, height: 1024 }],
				seed: 42,
			},
		}),
	},
	ERROR: {
		title: 'Request Failed',
		description: 'A request has failed',
		status: 'failed',
		schema,
		sample: sample('ERROR', {
			error: 'Invalid status code: 422',
			payload: { detail: [{ loc: ['body', 'prompt'], msg: 'field required', type: 'value_error.missing' }] },
		}),
	},
};

const MAX_DEPTH = 5;
const MAX_RESULTS = 200;

/** Fields of a model's output that are not results, although they may contain a URL. */
const noResults = /^(debug_.*|config_file|prompt|logs|timings)$/;

const previews = ['thumbnail', 'preview_video', 'thumbnail_url'];

/** A file is an object with `url`. Some models return the URL itself in `url` or in a field that ends in `_url`. */
function filesIn(value: unknown, depth = 0): string[] {
	if (typeof value !== 'object' || value === null || depth === MAX_DEPTH) return [];
	return Object.entries(value).flatMap(([field, entry]) => {
		if (noResults.test(field) || previews.includes(field)) return [];
		if (typeof entry !== 'string') return filesIn(entry, depth + 1);
		const isFile = field === 'url' ? /^(https?:\/\/|data:)/i.test(entry) : /_url$/.test(field) && toLink(entry);
		return isFile ? [entry] : [];
	});
}

function resultsOf(payload: unknown): GenerationResult[] {
	const results: GenerationResult[] = filesIn(payload)
		.slice(0, MAX_RESULTS)
		.map((url) => ({ url }));
	const preview = previews.map((field) => toObject(payload)[field]).find((value) => value !== undefined);
	const thumbnailUrl = toLink(isJsonObject(preview) ? preview.url : preview);
	if (results.length > 0 && thumbnailUrl !== null) results[0].thumbnailUrl = thumbnailUrl;
	return results;
}

/** `detail` is a text or a list of errors by field. */
function detailOf(payload: unknown): string | null {
	const messages = toArray(toObject(payload).detail)
		.map((entry) => toText(isJsonObject(entry) ? entry.msg : entry))
		.filter((message) => message !== null);
	return messages.length === 0 ? null : messages.join('; ');
}

/** Signs with Ed25519 and publishes its public keys: there is no secret. */
export const fal: Sender = {
	displayName: 'Fal',
	delivery: {
		provider: 'fal',
		signature: {
			algorithm: 'ed25519',
			keyEncodings: ['base64'],
			places: ['x-fal-webhook-signature'],
			format: { kind: 'plain' },
			encoding: 'hex',
			content: '{header:x-fal-webhook-request-id}\n{header:x-fal-webhook-user-id}\n{timestamp}\n{sha256}',
			timestamp: {
				from: ['x-fal-webhook-timestamp'],
				unit: 'seconds',
				tolerance: { past: 300, future: 300 },
			},
			deliveryId: ['x-fal-webhook-request-id'],
		},
		eventField: 'status',
		events,
		read(body, event) {
			const requestId = toText(body.request_id);
			const lost = event === 'OK' ? toText(body.payload_error) : null;
			return factsOf({
				identity: requestId,
				jobId: requestId,
				results: resultsOf(body.payload),
				error:
					event === 'ERROR'
						? (toText(body.error) ?? detailOf(body.payload) ?? toText(body.payload_error) ?? event)
						: null,
				...(lost !== null && { issues: [`payload: ${lost}`] }),
			});
		},
	},
	preselected: ['OK', 'ERROR'],
	urlPer: 'request',
	urlPlace:
		'Pass the URL as <code>fal_webhook</code> in the query string of each request to <code>https://queue.fal.run/…</code>.',
	secretPlace:
		'No secret is needed: fal signs with a key pair and publishes the public keys. Any customer of fal can make fal sign a delivery to your URL: set User ID in the options to accept only your own.',
	retries: 'Fal retries for one to two hours.',
	keySets: ['https://rest.fal.ai/.well-known/jwks.json', 'https://rest.alpha.fal.ai/.well-known/jwks.json'],
	addressees: [{ option: 'userId', place: 'x-fal-webhook-user-id', isOptional: true }],
	confidence: 'documented',
	source: 'https://docs.fal.ai/model-apis/model-endpoints/webhooks',
};
