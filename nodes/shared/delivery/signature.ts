import { createHmac, hash, type KeyObject, timingSafeEqual, verify } from 'node:crypto';

import type { SignatureClaim } from './claim';
import { parseBody } from '../util/json';
import type { VerificationKey } from './keys';
import type { Algorithm, SignatureScheme, SignedBody } from './scheme';

/** The form of a body that is signed. */
export type SignedContent = Uint8Array | string;

/**
 * Bytes. Parsing and serialising a larger body costs seconds, and anybody may send one. Documented bodies are a few
 * kilobytes.
 */
const MAX_RESERIALISED_BODY = 256 * 1024;

/** The compact JSON of bodies, so that a second round with other secrets does not make it again. */
const reserialisedBodies = new WeakMap<Uint8Array, string | null>();

/**
 * Checks the signatures that a delivery claims, in constant time.
 *
 * @param body the body as it was received
 * @param keys the keys that may be in force
 * @returns the index of the secret that made one of the signatures, and what it signed, which nobody but the sender can
 *   change; null where none did; never throws
 */
export function verifySignature(
	{ algorithm, bodies }: SignatureScheme,
	claim: SignatureClaim,
	body: Uint8Array,
	keys: readonly VerificationKey[],
): { secretIndex: number; signed: SignedContent } | null {
	for (const form of bodies) {
		const content = signedContent(form, body);
		if (content === null) continue;
		// A compact body equals its re-serialised form: do not compute the same HMAC again.
		if (form === 'reserialised' && bodies[0] === 'raw' && Buffer.from(content).equals(body)) continue;
		const match = keys.find(({ key }) => matches(algorithm, key, claim, content));
		if (match) return { secretIndex: match.secretIndex, signed: form === 'sha256' ? body : content };
	}
	return null;
}

/** @returns the form of a body, or null where the body has none or is too large for it */
export function signedContent(form: SignedBody, body: Uint8Array): SignedContent | null {
	if (form === 'raw') return body;
	if (form === 'sha256') return hash('sha256', body);
	if (!reserialisedBodies.has(body)) reserialisedBodies.set(body, reserialise(body));
	return reserialisedBodies.get(body) ?? null;
}

function reserialise(body: Uint8Array): string | null {
	if (body.length > MAX_RESERIALISED_BODY) return null;
	const parsed = parseBody(body);
	try {
		return parsed.ok ? JSON.stringify(parsed.body) : null;
	} catch {
		// JSON.parse copes with any depth, JSON.stringify recurses and may run out of stack.
		return null;
	}
}

function matches(algorithm: Algorithm, key: KeyObject, { prefix, signatures }: SignatureClaim, content: SignedContent) {
	if (algorithm === 'ed25519') {
		const message = Buffer.concat([Buffer.from(prefix), Buffer.from(content)]);
		return signatures.some((signature) => verify(null, message, key, signature));
	}
	const digest = hmac(algorithm, key, prefix, content);
	return signatures.some((signature) => timingSafeEqual(digest, signature));
}

/** @returns the HMAC (RFC 2104) of a prefix and the signed form of a body */
export function hmac(
	algorithm: Exclude<Algorithm, 'ed25519'>,
	key: KeyObject | Buffer,
	prefix: string,
	content: SignedContent,
): Buffer {
	const mac = createHmac(algorithm, key);
	if (prefix !== '') mac.update(prefix);
	// Node hands over a short text faster than a Buffer of its own.
	return Buffer.from(mac.update(content).digest('binary'), 'binary');
}
