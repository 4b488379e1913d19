import { hash } from 'node:crypto';

import { type Headers, readClaim } from './claim';
import type { DeliveryDefinition } from './definition';
import type { GenerationEvent, Metadata } from '../event/event';
import { parseBody } from '../util/json';
import { verificationKeys } from './keys';
import { readMetadata } from './metadata';
import type { Tolerance } from './scheme';
import { toGenerationEvent } from './shape';
import { type SignedContent, verifySignature } from './signature';

/** The name by which a subscriber asks for every event, unknown ones included. */
export const ANY_EVENT = '*';

/** One HTTP request that claims to come from a provider. */
export interface Delivery {
	/** The body as it was received, after any content encoding was undone. */
	body: Uint8Array;
	headers: Headers;
	/** The `metadata` parameter of the query string, where there is one. */
	metadata?: unknown;
}

/** What the receiver knows and wants. */
export interface VerificationOptions {
	/** The candidate signing secrets; for Ed25519 the public keys. */
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
	| {
			/** ignored: authentic, but nobody asked for it */
			outcome: 'accepted' | 'ignored';
			event: GenerationEvent;
			/** The index of the secret that signed it. */
			secretIndex: number;
			/** The delivery's id, where a signed header names it. */
			signedId: string | null;
			/** The time of sending in epoch milliseconds, where it is signed. */
			signedAt: number | null;
	  }
	/** no usable key is known, so nothing can be authentic */
	| { outcome: 'unverifiable'; reason: 'no-secret' | 'key-malformed' }
	| {
			outcome: 'unauthorized';
			reason: 'signature-missing' | 'signature-malformed' | 'signature-mismatch' | 'too-old' | 'too-new';
	  }
	/** authentic, but not an event */
	| { outcome: 'invalid'; reason: 'not-utf8' | 'not-json' | 'not-an-object' };

/**
 * Decides what a delivery is. Nothing that it says is believed before its signature is.
 *
 * @returns a verdict; never throws, whatever the bytes are
 */
export function verifyDelivery(
	definition: DeliveryDefinition,
	delivery: Delivery,
	options: VerificationOptions,
): Verdict {
	// Rule 1: without a key nothing is authentic.
	const { signature } = definition;
	const keys = verificationKeys(signature, options.secrets);
	if (keys.length === 0) {
		const isMalformed = options.secrets.some((secret) => secret !== '');
		return { outcome: 'unverifiable', reason: isMalformed ? 'key-malformed' : 'no-secret' };
	}

	// Rule 2: the signature comes first.
	const claim = readClaim(signature, delivery.headers);
	if (typeof claim === 'string') return { outcome: 'unauthorized', reason: claim };
	const checked = verifySignature(signature, claim, delivery.body, keys);
	if (checked === null) return { outcome: 'unauthorized', reason: 'signature-mismatch' };

	// Rule 3: what was sent too long ago, or is yet to be sent, is refused.
	const unfresh = checkFreshness(claim.time, options.now, signature.timestamp?.tolerance);
	if (unfresh !== null) return { outcome: 'unauthorized', reason: unfresh };

	// Rule 4: an event is a JSON object.
	const parsed = parseBody(delivery.body);
	if (!parsed.ok) return { outcome: 'invalid', reason: parsed.reason };

	// Rule 5: an authentic body is an event, however it deviates from its schema.
	// Only what is signed goes into its digest: a stranger can change the rest, and would make a replay a new event.
	// With Ed25519 the key is public, so that anyone could sign metadata with it.
	const metadata = signature.algorithm === 'ed25519' ? null : readMetadata(delivery.metadata, options.secrets);
	const fingerprint = () => digestOf(checked.signed, metadata);
	const event = toGenerationEvent(definition, parsed.body, delivery.headers, claim, fingerprint);
	if (metadata !== null) event.metadata = metadata;
	else if (delivery.metadata !== undefined) {
		(event.issues ??= []).push('metadata: is not signed with the webhook secret, and was left out');
	}

	// Rule 6: what is older than the limit is refused. An event without a time cannot be told to be old.
	if (options.maxAge > 0) {
		if (event.timestamp === null) (event.issues ??= []).push('the body carries no time, so its age was not checked');
		else if (options.now - Date.parse(event.timestamp) > options.maxAge) {
			return { outcome: 'unauthorized', reason: 'too-old' };
		}
	}

	// Rule 7: the subscription decides last, so that its answer tells nothing to a stranger.
	const subscribed = options.events.includes(ANY_EVENT) || options.events.includes(event.event);
	const { secretIndex } = checked;
	return { outcome: subscribed ? 'accepted' : 'ignored', event, secretIndex, signedId: claim.id, signedAt: claim.time };
}

/** In whole seconds, as most senders count: a time is cut off at the second on its way. */
function checkFreshness(time: number | null, now: number, tolerance?: Tolerance): 'too-old' | 'too-new' | null {
	if (time === null || tolerance === undefined) return null;
	const age = Math.floor(now / 1000) - Math.floor(time / 1000);
	if (age > tolerance.past) return 'too-old';
	return -age > tolerance.future ? 'too-new' : null;
}

/** Two analyses may have the same body: then the metadata alone tells them apart. */
function digestOf(signed: SignedContent, metadata: Metadata | null): string {
	if (metadata === null) return hash('sha256', signed);
	return hash('sha256', Buffer.concat([Buffer.from(signed), Buffer.from(`\n${JSON.stringify(metadata)}`)]));
}
