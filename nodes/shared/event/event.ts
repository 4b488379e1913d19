import type { JsonObject } from '../util/json';

/** What an event says about the work, in one vocabulary for all providers. */
export type EventStatus = 'started' | 'progress' | 'completed' | 'failed' | 'info';

/** @returns whether the work has ended, so that nothing more is to come for it */
export function isFinal({ status }: { status: EventStatus }): boolean {
	return status === 'completed' || status === 'failed';
}

/** What a workflow wants to get back with the results of its work. */
export type Metadata = { [key: string]: string };

/**
 * What proves an event: a signature over the whole body, or over named fields of it only; a shared token; an address
 * that this n8n has signed; the provider's API, asked by this n8n.
 */
export type Proof = 'signature' | 'fields' | 'token' | 'callbackUrl' | 'api';

/** One result of a generation: an address, or an id to fetch it by. */
export type GenerationResult = {
	url?: string;
	optimizedUrl?: string;
	thumbnailUrl?: string;
	assetId?: string;
};

/**
 * The one shape in which results leave this package, whether a trigger received them or an action waited for
 * them. Workflows depend on its fields.
 */
export type GenerationEvent = {
	/** The sender's name in the nodes. */
	provider: string;
	/** The provider's own event name. */
	event: string;
	/** The idempotency key: the same for every redelivery of one event. */
	id: string;
	/** ISO 8601 in UTC, from the signed body. */
	timestamp: string | null;
	status: EventStatus;
	jobId: string | null;
	variationId: string | null;
	/** Empty where the event carries none; a multi-view result gives one entry per view. */
	results: GenerationResult[];
	/** The provider's failure text. */
	error: string | null;
	/** The verified body, untouched. */
	body: JsonObject;
	/** What the workflow that started the work gave along, where it gave any. */
	metadata?: Metadata;
	/** What proves the event; null where nobody has proven anything, as for work that is still pending. */
	verifiedBy: Proof | null;
	/** The fields around the list, for an entry of one. */
	envelope?: JsonObject;
	/** How the body of an authentic delivery deviates from the documented schema. */
	issues?: string[];
};
