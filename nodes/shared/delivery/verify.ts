import { createHash } from 'node:crypto';

import type { DeliveryDefinition } from './definition';
import type { EventStatus, GenerationEvent } from './event';
import { type JsonObject, parseBody } from './json';
import { type Metadata, readMetadata } from './metadata';
import { verifySignature } from './signature';
import { isoTimestamp } from './timestamp';

/** How many deviations an event lists at the most: a long array of wrong entries says no more than a few do. */
const ISSUE_LIMIT = 10;

/** The name by which a subscriber asks for every event, unknown ones included. */
export const ANY_EVENT = '*';

/** One HTTP request that claims to come from a provider. */
export interface Delivery {
	/** The body as it was received, after any content encoding was undone. */
	body: Uint8Array;
	/** The request's headers, their names in lower case. */
	headers: Readonly<Record<string, string | string[] | undefined>>;
	/** The `metadata` parameter of the query string, where there is one. */
	metadata?: unknown;
}

/** What the receiver knows and wants. */
export interface VerificationOptions {
	/** The candidate signing secrets. */
	secrets: readonly string[];
	/** The event names that are subscribed to; `*` stands for all. */
	events: readonly string[];
	/** Milliseconds; an event that is older is refused. 0 turns the check off. */
	maxAge: number;
	/** Epoch milliseconds. */
	now: number;
}

/** What the kernel makes of a delivery. */
export type Verdict =
	/** authentic and subscribed to */
	| { outcome: 'accepted'; event: GenerationEvent }
	/** authentic, but nobody asked for it */
	| { outcome: 'ignored'; event: GenerationEvent }
	/** no secret is known, so nothing can be authentic */
	| { outcome: 'unverifiable'; reason: 'no-secret' }
	| {
			outcome: 'unauthorized';
			reason: 'signature-missing' | 'signature-malformed' | 'signature-mismatch' | 'too-old';
	  }
	/** authentic, but not an event */
	| { outcome: 'invalid'; reason: 'not-utf8' | 'not-json' | 'not-an-object' };

/**
 * Decides what a delivery is. Nothing of its body is believed before its signature is.
 *
 * @param definition the provider's delivery definition
 * @param delivery the request
 * @param expectations secrets, subscription, age limit and the time
 * @returns a verdict; never throws, whatever the bytes are
 */
export function verifyDelivery(
	definition: DeliveryDefinition,
	delivery: Delivery,
	expectations: VerificationOptions,
): Verdict {
	// Rule 1: without a secret nothing is authentic.
	if (!expectations.secrets.some((secret) => secret !== '')) {
		return { outcome: 'unverifiable', reason: 'no-secret' };
	}

	// Rule 2: the signature comes first.
	const { signature } = definition;
	const checked = verifySignature(
		signature,
		delivery.headers[signature.header],
		delivery.body,
		expectations.secrets,
	);
	if (!checked.ok) return { outcome: 'unauthorized', reason: checked.reason };

	// Rule 3: an event is a JSON object.
	const parsed = checked.parsed ?? parseBody(delivery.body);
	if (!parsed.ok) return { outcome: 'invalid', reason: parsed.reason };

	// Rule 4: an authentic body is an event, however it deviates from its schema.
	// Only what is signed goes into its digest: a stranger can change the rest, and would make a replay a new event.
	const metadata = readMetadata(delivery.metadata, expectations.secrets);
	const event = toGenerationEvent(definition, parsed.body, () => digestOf(checked.signed, metadata));
	if (delivery.metadata !== undefined) {
		if (metadata === null) addIssue(event, 'metadata: is not signed with the webhook secret, and was left out');
		else event.metadata = metadata;
	}

	// Rule 5: what is older than the limit is refused. A body without a time cannot be told to be old.
	if (expectations.maxAge > 0) {
		if (event.timestamp === null) {
			addIssue(event, 'the body carries no time, so its age was not checked');
		} else if (expectations.now - Date.parse(event.timestamp) > expectations.maxAge) {
			return { outcome: 'unauthorized', reason: 'too-old' };
		}
	}

	// Rule 6: the subscription decides last, so that its answer tells nothing to a stranger.
	const { events } = expectations;
	const subscribed = events.includes(ANY_EVENT) || events.includes(event.event);
	return { outcome: subscribed ? 'accepted' : 'ignored', event };
}

/**
 * Shapes a body into a generation event.
 *
 * @param definition the provider's delivery definition
 * @param body an authentic body
 * @param fingerprint gives a stable digest of what is signed, for events that nothing else identifies
 * @returns the event, with the body's deviations from the documented schema as `issues`
 */
export function toGenerationEvent(
	definition: DeliveryDefinition,
	body: JsonObject,
	fingerprint: () => string,
): GenerationEvent {
	const { name, status, issues } = matchEvent(definition, body);
	const facts = definition.read(body, name);
	const timestamp = isoTimestamp(facts.time);
	if (timestamp === null && facts.time !== undefined && facts.time !== null) {
		issues.push('the time is neither epoch milliseconds nor ISO 8601 with an offset');
	}
	const event: GenerationEvent = {
		provider: definition.provider,
		event: name,
		id: facts.identity ?? `${name}|${fingerprint()}`,
		timestamp,
		status,
		jobId: facts.jobId,
		variationId: facts.variationId,
		results: facts.results,
		error: facts.error,
		body,
	};
	if (issues.length > 0) event.issues = issues;
	return event;
}

function matchEvent(
	definition: DeliveryDefinition,
	body: JsonObject,
): { name: string; status: EventStatus; issues: string[] } {
	const field = definition.eventField;
	const name = body[field];
	if (typeof name !== 'string' || name === '') {
		return { name: 'unknown', status: 'info', issues: [`${field}: names no event`] };
	}
	// hasOwn, because a body may well name itself "constructor".
	if (!Object.hasOwn(definition.events, name)) {
		return { name, status: 'info', issues: [`${field}: is not a documented event`] };
	}
	const { status, schema } = definition.events[name];
	const checked = schema.safeParse(body);
	const issues = checked.success
		? []
		: checked.error.issues.slice(0, ISSUE_LIMIT).map(({ path, message }) => `${path.join('.')}: ${message}`);
	return { name, status, issues };
}

function addIssue(event: GenerationEvent, issue: string): void {
	event.issues = [...(event.issues ?? []), issue];
}

/** Two analyses may have the same body: then the metadata alone tells them apart. */
function digestOf(signed: Uint8Array | string, metadata: Metadata | null): string {
	const hash = createHash('sha256').update(signed);
	return (metadata === null ? hash : hash.update(`\n${JSON.stringify(metadata)}`)).digest('hex');
}
