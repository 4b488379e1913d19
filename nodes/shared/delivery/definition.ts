import type { ZodType } from 'zod/v4';

import type { EventStatus, GenerationResult } from './event';
import type { JsonObject } from './json';
import type { SignatureScheme } from './signature';

/** One documented event of a provider. */
interface EventDefinition {
	/** What has happened, as a full sentence for the editor. */
	description: string;
	status: EventStatus;
	/** The documented body, tolerant of additional fields. */
	schema: ZodType;
	/** A body as the provider would send it now, for test events. */
	sample: (now: Date) => JsonObject;
}

/** The events that a provider documents, by the provider's own names. */
export type EventCatalogue = Readonly<Record<string, EventDefinition>>;

/** What a body says, in the terms of the generation event. */
interface EventFacts {
	/** Names the event uniquely where the provider documents something that does, else null. */
	identity: string | null;
	/** Epoch milliseconds or an ISO 8601 text; null or undefined where the body carries no time. */
	time: unknown;
	jobId: string | null;
	variationId: string | null;
	results: GenerationResult[];
	error: string | null;
}

/** All that the kernel has to know of a provider's deliveries. */
export interface DeliveryDefinition {
	/** The value of `provider` in the events: a constant of the definition. */
	provider: string;
	signature: SignatureScheme;
	/** The field of the body that names the event. */
	eventField: string;
	events: EventCatalogue;
	/** Reads a body, which may deviate from its schema in any way. Must not throw. */
	read: (body: JsonObject, event: string) => EventFacts;
}
