import { z } from 'zod/v4';

import type { EventCatalogue } from '../shared/event/catalogue';

const result = z.looseObject({
	url: z.string(),
	optimized_url: z.string().nullish(),
	thumbnail_url: z.string().nullish(),
});

const variation = {
	render_id: z.string(),
	variation_id: z.string(),
	variation_type: z.string(),
	base_variation_id: z.string().nullish(),
	timestamp: z.number(),
};

const sampleVariation = (now: Date) => ({
	render_id: `rnd_sample_${now.getTime()}`,
	variation_id: 'var_sample',
	variation_type: 'staging',
	timestamp: now.getTime(),
});

/**
 * The events of Virtual Staging AI.
 *
 * Source: Virtual Staging AI documentation, "v2 API, Webhooks": the schemas of `done` and `error` and the
 * names of all five. The bodies of `update` and of the analysis events are not documented, so their schemas only
 * require the name; public clients read `result_url` and `error_message` of the analysis events.
 */
export const virtualStagingAiEvents = {
	done: {
		title: 'Variation Ready',
		description: 'A variation is ready',
		status: 'completed',
		schema: z.looseObject({
			event_type: z.literal('done'),
			...variation,
			result: z.union([result, z.array(result)]),
		}),
		sample: (now) => ({
			...sampleVariation(now),
			event_type: 'done',
			result: {
				url: 'https://example.com/result.jpg',
				optimized_url: 'https://example.com/result.webp',
				thumbnail_url: 'https://example.com/result-thumbnail.jpg',
			},
		}),
	},
	error: {
		title: 'Variation Failed',
		description: 'A variation has failed',
		status: 'failed',
		schema: z.looseObject({
			event_type: z.literal('error'),
			...variation,
			error_message: z.string(),
		}),
		sample: (now) => ({
			...sampleVariation(now),
			event_type: 'error',
			error_message: 'Failed to process image',
		}),
	},
	update: {
		title: 'Variation Progress',
		description: 'A variation has changed its status or progressed',
		status: 'progress',
		schema: z.looseObject({ event_type: z.literal('update') }),
		sample: (now) => ({ ...sampleVariation(now), event_type: 'update' }),
	},
	analysis_completion: {
		title: 'Analysis Ready',
		description: 'An image analysis has completed',
		status: 'completed',
		schema: z.looseObject({
			event_type: z.literal('analysis_completion'),
			result_url: z.string().nullish(),
		}),
		sample: (now) => ({
			event_type: 'analysis_completion',
			timestamp: now.getTime(),
			result_url: 'https://example.com/mask.png',
		}),
	},
	analysis_error: {
		title: 'Analysis Failed',
		description: 'An image analysis has failed',
		status: 'failed',
		schema: z.looseObject({
			event_type: z.literal('analysis_error'),
			error_message: z.string().nullish(),
		}),
		sample: (now) => ({
			event_type: 'analysis_error',
			timestamp: now.getTime(),
			error_message: 'Failed to analyze image',
		}),
	},
} as const satisfies EventCatalogue;
