import { z } from 'zod/v4';

import type { EventCatalogue } from '../shared/event/catalogue';

/**
 * The events of ListingRVA AI.
 *
 * Source: ListingRVA AI documentation, "Webhooks", section `image.generated`, the only documented event.
 */
export const listingRvaEvents = {
	'image.generated': {
		description: 'An image generation job has completed successfully',
		status: 'completed',
		schema: z.looseObject({
			event: z.literal('image.generated'),
			payload: z.looseObject({
				jobId: z.string(),
				style: z.string(),
				platform: z.string(),
				imageCount: z.number(),
				assetIds: z.array(z.string()),
			}),
			timestamp: z.string(),
		}),
		sample: (now) => ({
			event: 'image.generated',
			payload: {
				jobId: `job_sample_${now.getTime()}`,
				style: 'hero_white_bg',
				platform: 'shopify',
				imageCount: 1,
				assetIds: ['asset_sample'],
			},
			timestamp: now.toISOString(),
		}),
	},
} as const satisfies EventCatalogue;
