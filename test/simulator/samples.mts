import type { JsonObject } from './http.mts';
import { newId } from './provider.mts';

/** Source: ListingRVA docs, webhooks page, which names one event only. */
export const LISTING_RVA_EVENTS = ['image.generated'] as const;
/** Source: Virtual Staging AI docs, webhooks page, "Track event types". */
export const VIRTUAL_STAGING_AI_EVENTS = ['done', 'error', 'update', 'analysis_completion', 'analysis_error'] as const;
/** The union of the lists of Vigthoria's tutorial, reference and guide, which differ. */
export const VIGTHORIA_EVENTS = [
	'generation.started',
	'generation.completed',
	'generation.failed',
	'workflow.started',
	'workflow.step_completed',
	'workflow.finished',
	'workflow.failed',
	'subscription.created',
	'subscription.updated',
	'subscription.cancelled',
	'usage.threshold',
	'payment.succeeded',
	'payment.failed',
] as const;

export type ListingRvaEvent = (typeof LISTING_RVA_EVENTS)[number];
export type VirtualStagingAiEvent = (typeof VIRTUAL_STAGING_AI_EVENTS)[number];
export type VigthoriaEvent = (typeof VIGTHORIA_EVENTS)[number];

/**
 * Which of Vigthoria's documents a body follows: the tutorial (`id`, `type`, `created`, `data`, with `generation_id` and `result_url`) or the
 * API reference (`type`, `data`, with `job_id` and `output_url`).
 */
export type VigthoriaEnvelope = 'tutorial' | 'reference';

/**
 * A ListingRVA event as on the docs' webhooks page, with new ids and the present time.
 *
 * @param payload put over the sample's payload
 */
export function listingRvaSample(event: ListingRvaEvent = 'image.generated', payload: JsonObject = {}): JsonObject {
	return {
		event,
		payload: {
			jobId: newId('job_'),
			style: 'hero_white_bg',
			platform: 'shopify',
			imageCount: 1,
			assetIds: [newId('asset_')],
			...payload,
		},
		timestamp: new Date(Date.now()).toISOString(),
	};
}

/**
 * A Virtual Staging AI event with new ids and the present time. `done` and `error` are the docs' (webhooks page); the docs only name the
 * others: `update` follows the variations' events, and the analysis events hold what a public client reads from them.
 *
 * @param fields put over the sample; `result` may be a list, as multi-view staging has it
 */
export function virtualStagingAiSample(event: VirtualStagingAiEvent, fields: JsonObject = {}): JsonObject {
	const timestamp = Date.now();
	const variation = { render_id: newId('rnd_'), variation_id: newId('var_'), variation_type: 'staging' };
	const bodies: Record<VirtualStagingAiEvent, JsonObject> = {
		done: {
			...variation,
			base_variation_id: newId('var_'),
			timestamp,
			event_type: event,
			result: {
				url: 'https://results.example.com/image.jpg',
				optimized_url: 'https://results.example.com/image_optimized.webp',
				thumbnail_url: 'https://results.example.com/image_thumb.jpg',
			},
		},
		error: { ...variation, timestamp, event_type: event, error_message: 'Failed to process image' },
		update: { ...variation, timestamp, event_type: event, status: 'rendering' },
		analysis_completion: { event_type: event, timestamp, result_url: 'https://results.example.com/mask.png' },
		analysis_error: { event_type: event, timestamp, error_message: 'Failed to analyse image' },
	};
	return { ...bodies[event], ...fields };
}

/**
 * A Vigthoria event with new ids and the present time. Documented `data` (generation.started, generation.completed, payment.succeeded)
 * follows the docs; the rest is the least that an event of that name must tell.
 *
 * @param data put over the sample's data
 */
export function vigthoriaSample(
	event: VigthoriaEvent,
	envelope: VigthoriaEnvelope = 'tutorial',
	data: JsonObject = {},
): JsonObject {
	return vigthoriaEnvelope(event, envelope, { ...vigthoriaData(event, envelope), ...data });
}

/** Puts data into one of Vigthoria's envelopes; the tutorial's one gets a new event id and the present time. */
export function vigthoriaEnvelope(type: string, envelope: VigthoriaEnvelope, data: JsonObject): JsonObject {
	if (envelope === 'reference') return { type, data };
	return { id: newId('evt_'), type, created: new Date(Date.now()).toISOString(), data };
}

function vigthoriaData(event: VigthoriaEvent, envelope: VigthoriaEnvelope): JsonObject {
	const job = envelope === 'tutorial' ? { generation_id: newId('gen_') } : { job_id: newId('music_'), service: 'music' };
	const workflow = { workflow_id: newId('wf_') };
	const subscription = { subscription_id: newId('sub_'), plan: 'pro' };
	switch (event) {
		case 'generation.started':
			return { job_id: newId('music_'), service: 'music', created_at: new Date(Date.now()).toISOString() };
		case 'generation.completed':
			if ('job_id' in job) return { ...job, output_url: `https://cdn.vigthoria.io/${job.job_id}.mp3`, duration_ms: 45_000 };
			return {
				...job,
				model: 'vigthoria-creative-v2',
				status: 'completed',
				result_url: `https://api.vigthoria.io/v1/results/${job.generation_id}`,
				metadata: { user_id: 'user_123', project: 'my-app' },
			};
		case 'generation.failed':
			return { ...job, error: 'Content policy' };
		case 'workflow.started':
			return workflow;
		case 'workflow.step_completed':
			return { ...workflow, step: 1 };
		case 'workflow.finished':
			return { ...workflow, status: 'completed' };
		case 'workflow.failed':
			return { ...workflow, error: 'Step 2 failed' };
		case 'subscription.created':
		case 'subscription.updated':
		case 'subscription.cancelled':
			return subscription;
		case 'usage.threshold':
			return { threshold: 80 };
		case 'payment.succeeded':
			return { payment_id: newId('pay_'), amount: 2900, currency: 'usd', customer_email: 'customer@example.com' };
		case 'payment.failed':
			return { payment_id: newId('pay_'), amount: 2900, currency: 'usd' };
	}
}
