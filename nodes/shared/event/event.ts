import type { JsonObject } from '../util/json';

/** The status of the work. The values are the same for all providers. */
export type EventStatus = 'started' | 'progress' | 'completed' | 'failed' | 'info';

/** @returns whether the work has ended, so that no more events follow */
export function isFinal({ status }: { status: EventStatus }): boolean {
	return status === 'completed' || status === 'failed';
}

/** @returns whether the event uses up the callback URL that proves it: its id is then that of the URL, with nothing behind */
export function usesUpCallback({ id, verifiedBy }: Pick<GenerationEvent, 'id' | 'verifiedBy'>): boolean {
	return verifiedBy === 'callbackUrl' && !id.includes('|');
}

/** Texts that a workflow attaches to a job and gets back with its results. */
export type Metadata = { [key: string]: string };

/**
 * How an event was verified: by a signature over the whole body, by a signature over some of its fields, by a shared
 * token, by a callback URL that this n8n signed, or by a request to the provider's API.
 */
export type Proof = 'signature' | 'fields' | 'token' | 'callbackUrl' | 'api';

/** One result of a generation: its URLs, or an ID to fetch it by. */
export type GenerationResult = {
	url?: string;
	optimizedUrl?: string;
	thumbnailUrl?: string;
	assetId?: string;
};

/** The output of triggers, and of actions that wait for results. Workflows depend on its fields. */
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
	/** Empty if the event contains none; a multi-view result gives one entry per view. */
	results: GenerationResult[];
	/** The provider's failure text. */
	error: string | null;
	/** The verified body, parsed, without the token that proved it. JSON.parse rounds numbers beyond 2^53; `issues` names them. */
	body: JsonObject;
	/** The texts that the workflow attached to the job, if any. */
	metadata?: Metadata;
	/** Null if the event was not verified, for example because the job is still running. */
	verifiedBy: Proof | null;
	/** For an entry of a list: the fields around the list. */
	envelope?: JsonObject;
	/** How the body deviates from the documented schema, and what could not be done, such as a download. */
	issues?: string[];
};
