import type { ZodType } from 'zod/v4';

import type { JsonObject } from '../util/json';
import type { EventStatus } from './event';

/** One documented event of a provider. */
export interface EventDefinition {
	/** The name for users, in Title Case, where the provider's own says too little. */
	title?: string;
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
