import { z } from 'zod/v4';

import type { EventCatalogue } from './catalogue';
import type { GenerationEvent, GenerationResult } from './event';
import type { JsonObject } from '../util/json';

/** A schema for every field, so that the compiler notices a field that is missing. */
type Fields<T> = { [Field in keyof Required<T>]: z.ZodType<T[Field]> };

/**
 * The generation event of one provider as a schema. Only the build needs it, for the editor's preview of the
 * output: no delivery is ever refused because of it.
 *
 * @param delivery the provider
 * @param body what `body` is, where that is not the body of a delivery
 * @returns the schema, open for what the provider may add
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

/** Events that nobody documents come as well, if the user wants them. */
function anyOf(bodies: readonly z.ZodType[]): z.ZodType {
	return z.union([...bodies, z.looseObject({})]);
}
