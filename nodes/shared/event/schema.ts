import { z } from 'zod/v4';

import type { EventCatalogue } from './catalogue';
import type { GenerationEvent, GenerationResult } from './event';
import type { JsonObject } from '../util/json';

/** A schema for every field: a missing one does not compile. */
type Fields<T> = { [Field in keyof Required<T>]: z.ZodType<T[Field]> };

/**
 * Makes the schema of a provider's generation event. Only the build uses it, for the editor's output preview:
 * deliveries are not checked against it.
 *
 * @param body the schema of `body`; by default, one of the provider's events
 */
export function generationEventSchema(
	{ provider, events }: { provider: string; events: EventCatalogue },
	body: z.ZodType = anyOf(Object.values(events).map(({ schema }) => schema)),
) {
	const result = {
		url: z.string().optional(),
		optimizedUrl: z.string().optional(),
		thumbnailUrl: z.string().optional(),
		assetId: z.string().optional(),
	} satisfies Fields<GenerationResult>;
	const event = {
		provider: z.literal(provider),
		event: z.string().meta({ examples: Object.keys(events) }),
		id: z.string(),
		timestamp: z.string().nullable(),
		status: z.enum(['started', 'progress', 'completed', 'failed', 'info']),
		jobId: z.string().nullable(),
		variationId: z.string().nullable(),
		results: z.array(z.object(result)),
		error: z.string().nullable(),
		body: body as z.ZodType<JsonObject>,
		metadata: z.record(z.string(), z.string()).optional(),
		verifiedBy: z.enum(['signature', 'fields', 'token', 'callbackUrl', 'api']).nullable(),
		envelope: z.looseObject({}).optional(),
		issues: z.array(z.string()).optional(),
	} satisfies Fields<GenerationEvent>;
	return z.object(event);
}

/** Includes undocumented events: with Any Event, they start the workflow too. */
function anyOf(bodies: readonly z.ZodType[]): z.ZodType {
	return z.union([...bodies, z.looseObject({})]);
}
