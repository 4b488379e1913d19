import type { GenerationEvent, Proof } from '../event/event';
import { type JsonObject, toText } from '../util/json';
import { once } from '../util/once';
import { timeOfSending } from '../util/timestamp';
import { algorithms } from './algorithms';
import { type Entry, readEntries } from './body';
import { bordersAreCertain } from './borders';
import { CALLBACK_PARAMETER } from '../tokens/callback';
import { type ClaimProblem, readClaim } from './claim';
import type { DeliveryDefinition, SignedFacts } from './definition';
import { type Delivery, DeliveryReader, single } from './delivery';
import { fingerprintOf } from './content';
import { verificationKeys } from './keys';
import { readMetadata } from '../tokens/metadata';
import type { SignatureScheme, Tolerance } from './scheme';
import { removeSecret } from '../util/redact';
import { provesRequest, toGenerationEvent } from './shape';
import { verifySignature } from './signature';
import { type ContentPart, coversBody, fieldsIn, parseTemplate } from './template';
import type { TokenFacts } from './token';

/** The name by which a subscriber asks for every event, unknown ones included. */
export const ANY_EVENT = '*';

/** What the receiver knows and wants. */
export interface VerificationOptions {
	/** The candidate signing secrets, or the public keys. */
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
			/** The first of `events`. */
			event: GenerationEvent;
			/** An event for each entry of a list, else one. Those that are subscribed to, where any is. */
			events: readonly GenerationEvent[];
			/** The index of the secret that signed it. */
			secretIndex: number;
			/**
			 * The digests of bodies, by the ids of the events that nothing but an unsigned name tells from others with the
			 * same body: somebody with a recording can give it other names.
			 */
			sharedBodies: ReadonlyMap<string, string>;
			/** What is signed besides the body. */
			signed: SignedFacts;
			/** The id of the callback URL, where one proves it. */
			callbackId?: string;
	  }
	/** no usable key is known, so nothing can be authentic */
	| { outcome: 'unverifiable'; reason: 'no-secret' | 'key-malformed' }
	| ({ outcome: 'unauthorized' } & (
			| ClaimProblem
			| { reason: 'signature-mismatch' | 'too-old' | 'too-new' | 'expired' | 'borders-uncertain' }
	  ))
	/** authentic, but not an event */
	| {
			outcome: 'invalid';
			reason: 'not-utf8' | 'not-json' | 'not-an-object' | 'too-many-entries';
			verifiedBy: Proof;
			secretIndex: number;
	  };

/**
 * Decides what a delivery is. Nothing that it says is believed before it is proven.
 *
 * @param received the delivery, or its reader where several rounds verify it
 * @returns a verdict; never throws, whatever the bytes are
 * @example
 * const verdict = verifyDelivery(
 * 	acmeDelivery,
 * 	{ body: rawBody, headers: request.headers },
 * 	{ secrets: ['the signing secret'], events: [ANY_EVENT], maxAge: 0, now: Date.now() },
 * );
 * if (verdict.outcome === 'accepted') console.log(verdict.event.status, verdict.event.results);
 */
export function verifyDelivery(
	definition: DeliveryDefinition,
	received: Delivery | DeliveryReader,
	options: VerificationOptions,
): Verdict {
	const reader = DeliveryReader.of(received);
	const { delivery } = reader;

	// Rule 1: without a key nothing is authentic.
	const scheme = definition.schemeOf?.(reader) ?? definition.signature;
	if ('problem' in scheme) return { outcome: 'unauthorized', ...scheme };
	const keys = verificationKeys(scheme, options.secrets);
	if (keys.length === 0) {
		const isMalformed = options.secrets.some((secret) => secret !== '');
		return { outcome: 'unverifiable', reason: isMalformed ? 'key-malformed' : 'no-secret' };
	}

	// Rule 2: the signature comes first.
	const claim = readClaim(scheme, reader);
	if ('reason' in claim) return { outcome: 'unauthorized', ...claim };
	const parts = parseTemplate(scheme.content ?? '{body}');
	const checked = verifySignature(scheme, parts, reader, claim, keys);
	if (checked === null) return { outcome: 'unauthorized', reason: 'signature-mismatch' };
	if ('problem' in checked) return { outcome: 'unauthorized', ...checked };
	const { secretIndex } = checked;

	// Rule 3: what was sent too long ago, or is yet to be sent, is refused.
	const facts = checked.token?.read(options.now) ?? { time: checked.time };
	if (typeof facts === 'string') return { outcome: 'unauthorized', reason: facts };
	const { time = null, claims = null, event: tokenEvent = null, callback = null }: Partial<TokenFacts> = facts;
	const unfresh = claims === null ? checkFreshness(time, options.now, scheme.timestamp?.tolerance) : null;
	if (unfresh !== null) return { outcome: 'unauthorized', reason: unfresh };

	// Rule 4: an event is a JSON object or, where the sender may send them, what becomes one or several.
	const proof = proofOf(scheme, parts);
	const signedBody = tokenEvent !== null && scheme.places.includes('body:') ? tokenEvent : checked.body;
	const isUnbound = proof === 'token' && scheme.algorithm !== 'token';
	// Services send back what they were given, the address included.
	const shown = callback === null ? reader : withoutToken(delivery, reader);
	const body = callback === null ? signedBody : shown.delivery.body;
	const read = readEntries(definition, shown, body, proof !== 'fields' && !isUnbound);
	// Only a length extension of a plain hash has bytes that are no text.
	if ('reason' in read && read.reason === 'not-utf8' && scheme.algorithm.startsWith('digest')) {
		return { outcome: 'unauthorized', reason: 'signature-mismatch' };
	}
	if ('reason' in read) {
		return { outcome: 'invalid', reason: read.reason, verifiedBy: proof, secretIndex };
	}

	// Rule 5: what could be taken apart in another way names no event, and is refused where nothing else delimits it.
	const { unit = 'auto', tolerance } = scheme.timestamp ?? {};
	const readTime = tolerance === undefined ? null : (text: string) => timeOfSending(text, unit);
	// JSON ends with its own bracket.
	const texts = checked.content.map((piece, index) => {
		const isBody = parts[index]?.kind === 'body';
		return isBody && read.isJson ? null : isBody ? Buffer.from(checked.body).toString() : String(piece);
	});
	const isCertain = claims !== null || bordersAreCertain(parts, texts, readTime);
	if (!isCertain && !read.isJson && !parts.some(({ kind }) => kind === 'form')) {
		return { outcome: 'unauthorized', reason: 'borders-uncertain' };
	}

	// Rule 6: an authentic body is an event, however it deviates from its schema.
	const header = (name: string) => {
		if (provesRequest(proof)) return single(reader.valuesAt(name));
		return isCertain ? (checked.headers.get(name) ?? null) : null;
	};
	const signed = signedFacts(scheme, isCertain ? time : certainTime(time, tolerance), header, claims);
	// Nothing else tells two empty bodies apart.
	const isEmpty = claims !== null && delivery.body.length === 0;
	const isNamedByToken = (isUnbound || isEmpty) && !(scheme.format.kind === 'jwt' && scheme.format.isReused);
	// Most events have an id of their own, and need no digest of what was signed.
	const fingerprint = once(() => {
		if (checked.token !== undefined && !isNamedByToken) return fingerprintOf([signedBody]);
		return fingerprintOf(checked.content.filter((_, index) => !isCertain || parts[index]?.kind !== 'timestamp'));
	});
	const callbackId = callback?.id;
	const context = {
		headers: delivery.headers,
		signed,
		proof,
		parts,
		signedFields: proof === 'fields' ? reader.pick(isCertain ? fieldsIn(parts) : []) : null,
		isCertain,
		fingerprint,
		tokenId: isNamedByToken ? (toText(claims === null ? signed.id : claims.jti) ?? fingerprint()) : null,
		callbackId,
	};
	const shaped = read.entries.map((entry) => toGenerationEvent(definition, entry, context));
	const events = shaped.map(({ event }) => event);
	if (events.length > 1) tellApart(events, read.entries);
	const sharedBodies = new Map<string, string>();
	for (const { event, sharedBody } of shaped) if (sharedBody !== null) sharedBodies.set(event.id, sharedBody);
	const metadata = callback === null ? metadataOf(scheme, delivery, options.secrets) : callback.metadata;
	for (const event of events) {
		if (metadata) event.metadata = metadata;
		if (metadata === null) {
			(event.issues ??= []).push('metadata: is not signed with the webhook secret, and was left out');
		}
	}
	if (scheme.algorithm === 'token') {
		for (const { body } of events) removeSecret(body, options.secrets[secretIndex]);
	}

	// Rule 7: what is older than the limit is refused. An event without a time cannot be told to be old.
	const young = events.filter((event) => isYoung(event, options));
	if (young.length === 0 && events.length > 0) return { outcome: 'unauthorized', reason: 'too-old' };

	// Rule 8: the subscription decides last, so that its answer tells nothing to a stranger.
	const chosen = young.filter(({ event }) => options.events.includes(ANY_EVENT) || options.events.includes(event));
	const outcome = chosen.length > 0 ? 'accepted' : 'ignored';
	const told = chosen.length > 0 ? chosen : young;
	return { outcome, event: told[0], events: told, sharedBodies, secretIndex, signed, callbackId };
}

/** The delivery with another body, in which the token of its address is blotted out. */
function withoutToken(delivery: Delivery, reader: DeliveryReader): DeliveryReader {
	const [token] = reader.query().getAll(CALLBACK_PARAMETER);
	if (!Buffer.from(delivery.body).includes(token)) return reader;
	const body = Buffer.from(Buffer.from(delivery.body).toString('latin1').replaceAll(token, '***'), 'latin1');
	return DeliveryReader.of({ ...delivery, body });
}

function proofOf({ algorithm, format, places }: SignatureScheme, parts: readonly ContentPart[]): Proof {
	if (algorithm === 'token') return 'token';
	if (format.kind === 'callbackUrl') return 'callbackUrl';
	if (format.kind === 'jwt') return format.digestClaim || places.includes('body:') ? 'signature' : 'token';
	if (parts.some(({ kind }) => kind === 'crc32')) return 'token';
	return coversBody(parts) ? 'signature' : 'fields';
}

/** In whole seconds, as most senders count: a time is cut off at the second on its way. */
function checkFreshness(time: number | null, now: number, tolerance?: Tolerance): 'too-old' | 'too-new' | null {
	if (time === null || tolerance === undefined) return null;
	const age = Math.floor(now / 1000) - Math.floor(time / 1000);
	if (age > tolerance.past) return 'too-old';
	return -age > tolerance.future ? 'too-new' : null;
}

/** What every reading of uncertain borders has in common: the second of a time that is checked, nothing of another. */
function certainTime(time: number | null, tolerance: Tolerance | undefined): number | null {
	return time === null || tolerance === undefined ? null : Math.floor(time / 1000) * 1000;
}

/** Entries of one list that say different things are different events, even if their ids are that of the delivery. */
function tellApart(events: readonly GenerationEvent[], entries: readonly Entry[]): void {
	const digests = new Map<string, string | undefined>();
	for (const [index, event] of events.entries()) {
		const { digest } = entries[index];
		if (!digests.has(event.id)) digests.set(event.id, digest);
		else if (digests.get(event.id) !== digest) event.id += `|${digest}`;
	}
}

/** A token proves the request as a whole, its headers included. */
function signedFacts(
	{ deliveryId = [] }: SignatureScheme,
	time: number | null,
	header: (name: string) => string | null,
	claims: JsonObject | null,
): SignedFacts {
	const claim = (name: string) => (claims !== null && Object.hasOwn(claims, name) ? claims[name] : undefined);
	return { id: deliveryId.map(header).find((value) => value !== null) ?? null, time, header, claim };
}

/**
 * The metadata that came back; null where it is not signed, undefined where there is none. Whether it is missing, altered
 * or exchanged never makes another event of a delivery: anybody can change it.
 */
function metadataOf({ algorithm }: SignatureScheme, { metadata }: Delivery, secrets: readonly string[]) {
	if (metadata === undefined) return undefined;
	// Anyone can sign with a public key.
	return algorithms[algorithm].hasPublicKey ? null : readMetadata(metadata, secrets);
}

function isYoung(event: GenerationEvent, { maxAge, now }: VerificationOptions): boolean {
	// How long an address is good for is in its token.
	if (maxAge <= 0 || event.verifiedBy === 'callbackUrl') return true;
	if (event.timestamp !== null) return now - Date.parse(event.timestamp) <= maxAge;
	(event.issues ??= []).push('the body carries no time, so its age was not checked');
	return true;
}
