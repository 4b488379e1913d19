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

/** Which of Vigthoria's documents a body follows: the webhooks tutorial or the API reference. */
export type VigthoriaEnvelope = 'tutorial' | 'reference';

/** A ListingRVA event as on the docs' webhooks page, with new ids and the present time; a payload is put over the sample's one. */
export function listingRvaSample(event: ListingRvaEvent = 'image.generated', payload: JsonObject = {}): JsonObject {
	const usual = {
		jobId: newId('job_'),
		style: 'hero_white_bg',
		platform: 'shopify',
		imageCount: 1,
		assetIds: [newId('asset_')],
	};
	return { event, payload: { ...usual, ...payload }, timestamp: isoNow() };
}

/**
 * A Virtual Staging AI event with new ids and the present time; fields are put over the sample's. `done` and `error` are the docs' (webhooks
 * page); the docs only name the others: `update` follows the variations' events, and a public client reads the analysis events.
 */
export function virtualStagingAiSample(event: VirtualStagingAiEvent, fields: JsonObject = {}): JsonObject {
	const meta = { timestamp: Date.now(), event_type: event };
	const variation = { render_id: newId('rnd_'), variation_id: newId('var_'), variation_type: 'staging' };
	const image = 'https://results.example.com/image';
	const result = { url: `${image}.jpg`, optimized_url: `${image}_optimized.webp`, thumbnail_url: `${image}_thumb.jpg` };
	const bodies: Record<VirtualStagingAiEvent, JsonObject> = {
		done: { ...variation, base_variation_id: newId('var_'), ...meta, result },
		error: { ...variation, ...meta, error_message: 'Failed to process image' },
		update: { ...variation, ...meta, status: 'rendering' },
		analysis_completion: { ...meta, result_url: 'https://results.example.com/mask.png' },
		analysis_error: { ...meta, error_message: 'Failed to analyse image' },
	};
	return { ...bodies[event], ...fields };
}

/**
 * A Vigthoria event with new ids and the present time; data are put over the sample's. The docs have `data` of generation.started,
 * generation.completed and payment.succeeded; the rest is the least that an event of that name must tell.
 */
export function vigthoriaSample(
	type: VigthoriaEvent,
	envelope: VigthoriaEnvelope = 'tutorial',
	fields: JsonObject = {},
): JsonObject {
	const data = { ...vigthoriaData(envelope)[type], ...fields };
	return envelope === 'reference' ? { type, data } : { id: newId('evt_'), type, created: isoNow(), data };
}

/** Date.now is what a test can set. */
function isoNow(): string {
	return new Date(Date.now()).toISOString();
}

function vigthoriaData(envelope: VigthoriaEnvelope) {
	const [musicId, generationId] = [newId('music_'), newId('gen_')];
	const isTutorial = envelope === 'tutorial';
	const job = isTutorial ? { generation_id: generationId } : { job_id: musicId, service: 'music' };
	const result = isTutorial
		? {
				result_url: `https://api.vigthoria.io/v1/results/${generationId}`,
				metadata: { user_id: 'user_123', project: 'my-app' },
			}
		: { output_url: `https://cdn.vigthoria.io/${musicId}.mp3`, duration_ms: 45_000 };
	const head = isTutorial && { model: 'vigthoria-creative-v2', status: 'completed' };
	const workflow = { workflow_id: newId('wf_') };
	const subscription = { subscription_id: newId('sub_'), plan: 'pro' };
	const payment = { payment_id: newId('pay_'), amount: 2900, currency: 'usd' };
	return {
		'generation.started': { job_id: musicId, service: 'music', created_at: isoNow() },
		'generation.completed': { ...job, ...head, ...result },
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
