import { z } from 'zod/v4';

import { generationEventSchema } from '../shared/event/schema';
import { virtualStagingAiDelivery } from './delivery';

/** Source of all schemas in this file: Virtual Staging AI documentation, "v2 API, Endpoints". */
export const variationOutput = () => {
	const view = z.looseObject({
		url: z.string(),
		optimized_url: z.string().nullish(),
		thumbnail_url: z.string().nullish(),
	});
	return z.looseObject({
		id: z.string(),
		type: z.string(),
		render_id: z.string(),
		created_at: z.number(),
		status: z.string(),
		result: z.union([view, z.array(view)]).nullish(),
		base_variation_id: z.string().nullish(),
		eta: z.number().nullish(),
		config: z.looseObject({}).optional(),
	});
};

/** A render. Its variations are included only if they were requested. */
export const renderOutput = () =>
	z.looseObject({
		id: z.string(),
		created_at: z.number(),
		queued_at: z.number().nullish(),
		eta: z.number().nullish(),
		variations: z
			.looseObject({
				total_count: z.number(),
				next_cursor: z.string().nullish(),
				items: z.array(variationOutput()),
			})
			.optional(),
	});

/** The account, its limits and its usage. */
export const accountOutput = () => {
	// Public clients also receive the text "UNLIMITED".
	const photos = z.looseObject({
		staging: z.union([z.number(), z.string()]),
		imageEditing: z.union([z.number(), z.string()]),
	});
	return z.looseObject({
		user: z.looseObject({ email: z.string(), uid: z.string() }),
		photoLimit: photos,
		photosUsedThisPeriod: photos,
	});
};

/** The event of a variation after a wait. `body` is the variation, or the render if Limit Wait has passed. */
export const pendingOutput = () =>
	generationEventSchema(virtualStagingAiDelivery, z.union([variationOutput(), renderOutput()])).extend({
		expectedVariations: z.number().optional(),
	});
