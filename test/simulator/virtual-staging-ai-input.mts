import { z } from 'zod/v4';

/** Over all requests for the same render (several public clients agree on 20). */
export const MAX_VARIATIONS = 20;

const word = z.string().min(1);
/** Docs, endpoints page: an http(s) URL or a base64 data URL. */
const imageUrl = z.string().regex(/^(https?:\/\/[^\s]+|data:image\/[a-zA-Z+]+;base64,[A-Za-z0-9+/=]+)$/);
const webhookUrl = z
	.string()
	.regex(/^https?:\/\/[^\s]+$/)
	.nullish();
/** The default isn't documented; 1 is the least surprising. */
const count = z.int().min(1).max(MAX_VARIATIONS).default(1);

/** Types other than staging and daytodusk exist (enhancement, multi-view) under unknown names, so any type is let through. */
const config = z
	.looseObject({
		type: word,
		// The complete lists of rooms and styles aren't known, so any word will do.
		add_furniture: z.looseObject({ room_type: word, style: word, base_variation_id: z.string().optional() }).optional(),
		remove_furniture: z
			.looseObject({ mode: z.enum(['on', 'auto', 'off']).optional(), mask_url: imageUrl.optional() })
			.optional(),
		add_virtually_staged_watermark: z.boolean().optional(),
		output_resolution: z.literal(['default', 1536]).optional(),
		sky_style: z.enum(['dusk', 'golden', 'blue']).optional(),
		/** Belongs to an element of `configs`. */
		variation_count: count,
	})
	.refine(({ type, add_furniture: add, remove_furniture: remove }) => type !== 'staging' || add || remove, {
		error: 'needs add_furniture or remove_furniture',
	})
	.refine(({ add_furniture: add, remove_furniture: remove }) => !add?.base_variation_id || !remove, {
		error: 'cannot combine remove_furniture with base_variation_id',
	});

/** The body of `POST /renders` and `POST /renders/{render_id}/variations`, without the image: docs, endpoints page. */
export const orderInput = z
	.object({
		config: config.optional(),
		configs: z.array(config).min(1).optional(),
		variation_count: count,
		wait_for_completion: z.boolean().default(false),
		webhook_url: webhookUrl,
	})
	.refine((body) => !body.config !== !body.configs, { error: 'needs either config or configs' })
	.transform(({ configs, wait_for_completion: wait, webhook_url: url, ...single }) => {
		const all = configs ?? [{ ...(single.config as z.infer<typeof config>), variation_count: single.variation_count }];
		const orders = all.map(({ variation_count, ...rest }) => ({ config: rest, count: variation_count }));
		return { orders, wait, webhookUrl: url ?? null };
	});

/** What is asked for: so many variations of a configuration, and where their events go, byte for byte as it was given. */
export type Order = z.infer<typeof orderInput>;

/** The image of a render, or of an analysis with its receiver. */
export const imageInput = z.object({ image_url: imageUrl, webhook_url: webhookUrl });

/** Two addresses, in whichever field they come: its name isn't known. */
export const multiViewInput = z.preprocess(
	(body) => [body, ...Object.values(body ?? {})].find(Array.isArray),
	z.tuple([imageUrl, imageUrl]),
);

/** Whether the answer holds the variations. */
export const renderQuery = z.object({ include_variations: z.enum(['true', 'false']).default('false') });

/** What chooses a page of a list, as the docs' endpoints page describes lists; `desc` is the default for renders, `asc` for variations. */
export const pageQuery = (order: 'asc' | 'desc') =>
	z.object({
		limit: z.coerce.number().int().min(1).max(100).default(20),
		order: z.enum(['asc', 'desc']).default(order),
		cursor: word.optional(),
	});
