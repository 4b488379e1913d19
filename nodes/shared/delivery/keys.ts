import { createHmac, type KeyObject } from 'node:crypto';

import { BoundedMap } from '../util/bounded-map';
import { algorithms } from './algorithms';
import { privateSecretProblem } from '../tokens/private-secret';
import type { Algorithm, KeyEncoding, SignatureScheme } from './scheme';

/** A key that can verify: a shared secret, or a public key. */
export interface VerificationKey {
	key: KeyObject;
	/** The index of the secret that it was read from. */
	secretIndex: number;
}

/** So many keys are tried for a delivery. */
const MAX_KEYS = 10;

/** Both alphabets, with or without padding. A single digit would decode to nothing. */
const base64 = /^[\w+/-]{2,}={0,2}$/;
const hex = /^(?:[0-9a-f]{2})+$/i;

/** The prefixes that Standard Webhooks gives to secrets and public keys; Supabase puts `v1,` in front. */
const standardPrefix = /^(?:v1,)?(?:whsec_|whpk_)/;

/** The fewest bytes of a secret that Standard Webhooks allows. */
const MIN_STANDARD_BYTES = 24;

const pemArmour = /-----(?:BEGIN|END) (?:PUBLIC|PRIVATE) KEY-----/g;

/** By text and use. To make a key object takes longer than to verify with it, so those in use are kept. */
const knownKeys = new BoundedMap<string, Map<string, KeyObject | null>>(100);

/**
 * @param secrets the candidates as texts; empty ones are passed over, since anyone could sign with them
 * @returns the keys in them, ten at most; none where no secret is a key of the scheme
 */
export function verificationKeys(
	{ algorithm, keyEncodings }: Pick<SignatureScheme, 'algorithm' | 'keyEncodings'>,
	secrets: readonly string[],
): VerificationKey[] {
	const keys: VerificationKey[] = [];
	for (const [secretIndex, secret] of secrets.entries()) {
		for (const encoding of keyEncodings) {
			const key = keyOf(algorithm, secret, encoding);
			if (key !== null && keys.length < MAX_KEYS) keys.push({ key, secretIndex });
		}
	}
	return keys;
}

function keyOf(algorithm: Algorithm, text: string, encoding: KeyEncoding): KeyObject | null {
	let keys = knownKeys.get(text);
	if (keys === undefined) knownKeys.set(text, (keys = new Map<string, KeyObject | null>()));
	const use = `${algorithm} ${encoding}`;
	let key = keys.get(use);
	if (key === undefined) {
		const bytes = decodeKey(text, encoding);
		key = bytes && algorithms[algorithm].readKey(bytes);
		keys.set(use, key);
	}
	return key;
}

/** @returns the bytes of a key's text, or null where it is not written in that encoding or is empty */
export function decodeKey(text: string, encoding: KeyEncoding): Buffer | null {
	switch (encoding) {
		case 'utf8':
			return text === '' ? null : Buffer.from(text);
		case 'unprefixed':
			return decodeKey(text.replace(standardPrefix, ''), 'utf8');
		case 'private':
			return privateSecretProblem(text) === null ? Buffer.from(text) : null;
		case 'hex':
			return hex.test(text) ? Buffer.from(text, 'hex') : null;
		case 'base64':
			return base64.test(text) ? Buffer.from(text, 'base64') : null;
		case 'whsec': {
			const bytes = decodeKey(text.replace(standardPrefix, ''), 'base64');
			return bytes && bytes.length >= MIN_STANDARD_BYTES ? bytes : null;
		}
		case 'spki':
			// A field of one line turns the line breaks of a PEM into blanks.
			return decodeKey(text.replace(pemArmour, '').replace(/\s+|\\n/g, ''), 'base64');
		default: {
			const label = encoding.slice('derived:'.length);
			return text === '' ? null : createHmac('sha256', text).update(label).digest();
		}
	}
}
