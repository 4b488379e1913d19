import type { JsonObject } from './http.mts';
import { newId } from './provider.mts';

/** Source: ListingRVA docs, webhooks page, which names one event only. */
export const LISTING_RVA_EVENTS = ['image.generated'] as const;
/** Source: Virtual Staging AI docs, webhooks page, "Track event types". */
export const VIRTUAL_STAGING_AI_EVENTS = ['done', 'error', 'update', 'analysis_completion', 'analysis_error'] as const;
/** The union of the lists of Vigthoria's tutorial, reference and guide, which differ. */
export const VIGTHORIA_EVENTS = Object.keys(vigthoriaData('tutorial')) as VigthoriaEvent[];

export type ListingRvaEvent = (typeof LISTING_RVA_EVENTS)[number];
export type VirtualStagingAiEvent = (typeof VIRTUAL_STAGING_AI_EVENTS)[number];
export type VigthoriaEvent = keyof ReturnType<typeof vigthoriaData>;

/**
 * Which of Vigthoria's documents a body follows: the tutorial (`id`, `type`, `created`, `data` with `generation_id` and `result_url`) or the
 * API reference (`type`, `data` with `job_id` and `output_url`).
 */
export type VigthoriaEnvelope = 'tutorial' | 'reference';

/** A ListingRVA event as on the docs' webhooks page, with new ids and the present time; a payload is put over the sample's one. */
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
		timestamp: isoNow(),
	};
}

/**
 * A Virtual Staging AI event with new ids and the present time. `done` and `error` are the docs' (webhooks page); the docs only name the
 * others: `update` follows the variations' events, and the analysis events hold what a public client reads from them.
 *
 * @param fields put over the sample; `result` may be a list, as multi-view staging has it
 */
export function virtualStagingAiSample(event: VirtualStagingAiEvent, fields: JsonObject = {}): JsonObject {
	const meta = { timestamp: Date.now(), event_type: event };
	const variation = { render_id: newId('rnd_'), variation_id: newId('var_'), variation_type: 'staging' };
	const bodies: Record<VirtualStagingAiEvent, JsonObject> = {
		done: {
			...variation,
			base_variation_id: newId('var_'),
			...meta,
			result: {
				url: 'https://results.example.com/image.jpg',
				optimized_url: 'https://results.example.com/image_optimized.webp',
				thumbnail_url: 'https://results.example.com/image_thumb.jpg',
			},
		},
		error: { ...variation, ...meta, error_message: 'Failed to process image' },
		update: { ...variation, ...meta, status: 'rendering' },
		analysis_completion: { ...meta, result_url: 'https://results.example.com/mask.png' },
		analysis_error: { ...meta, error_message: 'Failed to analyse image' },
	};
	return { ...bodies[event], ...fields };
}

/**
 * A Vigthoria event with new ids and the present time. Documented `data` (generation.started, generation.completed, payment.succeeded)
 * follows the docs; the rest is the least that an event of that name must tell.
 *
 * @param data put over the sample's data
 */
export function vigthoriaSample(event: VigthoriaEvent, envelope: VigthoriaEnvelope = 'tutorial', data: JsonObject = {}): JsonObject {
	return vigthoriaEnvelope(event, envelope, { ...vigthoriaData(envelope)[event], ...data });
}

/** Puts data into one of Vigthoria's envelopes; the tutorial's one gets a new event id and the present time. */
export function vigthoriaEnvelope(type: string, envelope: VigthoriaEnvelope, data: JsonObject): JsonObject {
	if (envelope === 'reference') return { type, data };
	return { id: newId('evt_'), type, created: isoNow(), data };
}

/** Date.now is what a test can set. */
function isoNow(): string {
	return new Date(Date.now()).toISOString();
}

function vigthoriaData(envelope: VigthoriaEnvelope) {
	const musicId = newId('music_');
	const generationId = newId('gen_');
	const job = envelope === 'tutorial' ? { generation_id: generationId } : { job_id: musicId, service: 'music' };
	const completed =
		envelope === 'tutorial'
			? {
					model: 'vigthoria-creative-v2',
					status: 'completed',
					result_url: `https://api.vigthoria.io/v1/results/${generationId}`,
					metadata: { user_id: 'user_123', project: 'my-app' },
				}
			: { output_url: `https://cdn.vigthoria.io/${musicId}.mp3`, duration_ms: 45_000 };
	const workflow = { workflow_id: newId('wf_') };
	const subscription = { subscription_id: newId('sub_'), plan: 'pro' };
	const payment = { payment_id: newId('pay_'), amount: 2900, currency: 'usd' };
	return {
		'generation.started': { job_id: musicId, service: 'music', created_at: isoNow() },
		'generation.completed': { ...job, ...completed },
		'generation.failed': { ...job, error: 'Content policy' },
		'workflow.started': workflow,
		'workflow.step_completed': { ...workflow, step: 1 },
		'workflow.finished': { ...workflow, status: 'completed' },
		'workflow.failed': { ...workflow, error: 'Step 2 failed' },
		'subscription.created': subscription,
		'subscription.updated': subscription,
		'subscription.cancelled': subscription,
		'usage.threshold': { threshold: 80 },
		'payment.succeeded': { ...payment, customer_email: 'customer@example.com' },
		'payment.failed': payment,
	};
}
