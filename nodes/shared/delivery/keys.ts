import { createPublicKey, createSecretKey, type KeyObject } from 'node:crypto';

import type { KeyEncoding, SignatureScheme } from './scheme';

/** A key that can verify: a secret for an HMAC, a public key for Ed25519. */
export interface VerificationKey {
	key: KeyObject;
	/** The index of the secret that it was read from. */
	secretIndex: number;
}

/** So many keys are tried for a delivery, and so many of each encoding are kept. */
const MAX_KEYS = 10;
const MAX_KNOWN_KEYS = 100;

/** Both alphabets, with or without padding. A single digit would decode to nothing. */
const base64 = /^[\w+/-]{2,}={0,2}$/;
const hex = /^(?:[0-9a-f]{2})+$/i;

/** The prefixes that Standard Webhooks gives to secrets and public keys; Supabase puts `v1,` in front. */
const standardPrefix = /^(?:v1,)?(?:whsec_|whpk_)/;

/** The lengths that Standard Webhooks asks for, and that of an Ed25519 key, public or private (RFC 8032), in bytes. */
const STANDARD_LENGTH = { least: 24, most: 64 };
export const ED25519_LENGTH = 32;

/**
 * @param secrets the candidates as texts; empty ones are passed over, since anyone could sign with them
 * @returns the keys in them, ten at the most; none where no secret is a key of the scheme
 */
export function verificationKeys(
	{ algorithm, keyEncodings }: Pick<SignatureScheme, 'algorithm' | 'keyEncodings'>,
	secrets: readonly string[],
): VerificationKey[] {
	const keyOf = algorithm === 'ed25519' ? publicKey : secretKey;
	const keys: VerificationKey[] = [];
	for (let secretIndex = 0; secretIndex < secrets.length; secretIndex++) {
		for (const encoding of keyEncodings) {
			const key = keyOf(secrets[secretIndex], encoding);
			if (key !== null && keys.length < MAX_KEYS) keys.push({ key, secretIndex });
		}
	}
	return keys;
}

const secretKey = remembering(createSecretKey);
const publicKey = remembering((bytes) => {
	if (bytes.length !== ED25519_LENGTH) return null;
	return createPublicKey({ key: { kty: 'OKP', crv: 'Ed25519', x: bytes.toString('base64url') }, format: 'jwk' });
});

/** To make a key object takes longer than to verify with it, so those in use are kept. */
function remembering(make: (bytes: Buffer) => KeyObject | null) {
	const known = { utf8: new Map(), base64: new Map(), hex: new Map(), whsec: new Map() };
	return (text: string, encoding: KeyEncoding): KeyObject | null => {
		const keys: Map<string, KeyObject | null> = known[encoding];
		const kept = keys.get(text);
		if (kept !== undefined) return kept;
		const bytes = decodeKey(text, encoding);
		const key = bytes && make(bytes);
		if (keys.size >= MAX_KNOWN_KEYS) keys.clear();
		keys.set(text, key);
		return key;
	};
}

/** @returns the bytes of a key's text, or null where it is not written in that encoding or is empty */
export function decodeKey(text: string, encoding: KeyEncoding): Buffer | null {
	switch (encoding) {
		case 'utf8':
			return text === '' ? null : Buffer.from(text);
		case 'hex':
			return hex.test(text) ? Buffer.from(text, 'hex') : null;
		case 'base64':
			return base64.test(text) ? Buffer.from(text, 'base64') : null;
		case 'whsec': {
			const bytes = decodeKey(text.replace(standardPrefix, ''), 'base64');
			return bytes && bytes.length >= STANDARD_LENGTH.least && bytes.length <= STANDARD_LENGTH.most ? bytes : null;
		}
	}
}
