import { createPublicKey } from 'node:crypto';

import { parseJson } from '../util/json';

const MIN_BITS = 128;

/** In 22 characters of base64, or 32 of hex, there are 128 bits. */
const BITS_PER_CHARACTER = { hex: 4, other: 6 };

const hex = /^[0-9a-f]+$/i;

const pem = /-----BEGIN /;

/**
 * Says whether a text may sign what this n8n alone is to make, such as callback URLs. Nobody else may know it, and
 * nobody may find it by trying.
 *
 * @param secret the text, without surrounding white space
 * @returns what it is instead and what to do, to follow "The Webhook Secret"; null where nothing is wrong
 */
export function privateSecretProblem(secret: string): string | null {
	const choose = 'Enter a long random text of your own in a credential that is used for nothing else.';
	if (pem.test(secret) || secret.startsWith('whpk_') || isPublicKey(secret)) {
		return `is a key of a key pair, and others know the public one. ${choose}`;
	}
	if (isKeySet(secret)) return `is a set of keys, which others know. ${choose}`;
	const bits = secret.length * (hex.test(secret) ? BITS_PER_CHARACTER.hex : BITS_PER_CHARACTER.other);
	return bits < MIN_BITS
		? `is too short to sign addresses: it needs ${MIN_BITS} bits, which are 22 random characters, or 32 of hex. ${choose}`
		: null;
}

function isPublicKey(text: string): boolean {
	try {
		createPublicKey({ key: Buffer.from(text, 'base64'), format: 'der', type: 'spki' });
		return true;
	} catch {
		return false;
	}
}

function isKeySet(text: string): boolean {
	return /^https?:\/\//i.test(text) || typeof parseJson(text) === 'object';
}
