import type { ZodType } from 'zod/v4';

import type { JsonObject } from '../util/json';
import type { EventStatus } from './event';

/** One documented event of a provider. */
export interface EventDefinition {
	/** The name in the editor, in Title Case; made from the provider's own name by default. */
	title?: string;
	/** What happened, as a sentence for the editor. */
	description: string;
	status: EventStatus;
	/** The documented body; additional fields are allowed. */
	schema: ZodType;
	/** Makes an example body, for test events. */
	sample: (now: Date) => JsonObject;
}

/** A provider's documented events, by the provider's own names. */
export type EventCatalogue = Readonly<Record<string, EventDefinition>>;
