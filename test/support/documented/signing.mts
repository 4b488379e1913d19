import { createHash, createHmac, sign, type BinaryToTextEncoding, type KeyObject } from 'node:crypto';

type Part = string | Buffer;

/** Joins parts of a signed text as bytes; text is UTF-8. */
export const bytes = (...parts: Part[]): Buffer =>
	Buffer.concat(parts.map((part) => (typeof part === 'string' ? Buffer.from(part, 'utf8') : part)));

/** Returns a time, in milliseconds, as the seconds that most senders write. */
export const seconds = (now: number): string => String(Math.floor(now / 1000));

/**
 * Returns the HMAC of the parts in their order.
 * @param algorithm the name of the hash: `sha256`, `sha1`, …
 * @param key text is used as UTF-8
 */
export const hmac = (algorithm: string, key: Part, encoding: BinaryToTextEncoding, ...parts: Part[]): string =>
	createHmac(algorithm, key)
		.update(bytes(...parts))
		.digest(encoding);

/** Returns the plain hash of the parts in their order. */
export const digest = (algorithm: string, encoding: BinaryToTextEncoding, ...parts: Part[]): string =>
	createHash(algorithm)
		.update(bytes(...parts))
		.digest(encoding);

/**
 * Returns the signature of the parts by a private key. RSA is PKCS #1 v1.5, ECDSA is DER.
 * @param hash `null` for Ed25519, which hashes by itself
 */
export const signWith = (hash: string | null, key: KeyObject, encoding: BufferEncoding, ...parts: Part[]): string =>
	sign(hash, bytes(...parts), key).toString(encoding);

/**
 * Returns the form fields as Twilio signs them: sorted by name in the order of code units, each name followed by its
 * value. A name with several values stands before each of them; equal values count once, and the values are sorted.
 * Source: twilio-node src/webhooks/webhooks.ts.
 */
export function sortedFormFields(form: Buffer): string {
	const values = new Map<string, Set<string>>();
	for (const [name, value] of new URLSearchParams(form.toString('utf8'))) {
		values.set(name, (values.get(name) ?? new Set()).add(value));
	}
	return [...values.keys()]
		.sort()
		.flatMap((name) => [...values.get(name)!].sort().map((value) => name + value))
		.join('');
}
