/** What signs: an HMAC (RFC 2104) with one of these hash functions, or Ed25519 (RFC 8032). */
export type Algorithm = 'sha256' | 'sha1' | 'sha512' | 'ed25519';

/**
 * How the text of a key becomes bytes. It is never guessed from the text: some senders use a secret that begins with
 * `whsec_` as it is.
 */
export type KeyEncoding =
	| 'utf8'
	/** either alphabet, with or without padding */
	| 'base64'
	| 'hex'
	/** base64 of 24 to 64 bytes, with or without the prefix `whsec_` (Standard Webhooks) */
	| 'whsec';

export type SignatureEncoding = 'hex' | 'base64' | 'base64url';

/** How the signature header is written. */
export type SignatureFormat =
	/** the signature alone, or behind a prefix such as `sha256=` */
	| { kind: 'plain'; prefix?: string; prefixRequired?: boolean }
	/** `t=…,v1=…` or `ts=…;h1=…` */
	| { kind: 'pairs'; signatureKey: string; timestampKey?: string }
	/** `v1,… v1,…`; `any` stands for all versions; with `bare`, signatures without a tag count too */
	| { kind: 'tagged'; tags: readonly string[] | 'any'; bare?: boolean };

/** A part of the signed content in front of the body. Of a header with several names, the first that is there counts. */
export type ContentPart = { literal: string } | { header: readonly string[] } | 'timestamp';

/** The form of the body that is signed. */
export type SignedBody =
	/** the bytes as they were sent */
	| 'raw'
	/** the compact JSON of the parsed body, as `JSON.stringify(JSON.parse(body))` makes it */
	| 'reserialised'
	/** the SHA-256 digest of the bytes, in lower-case hex */
	| 'sha256';

/** How far the signed time may be from the receiver's clock, in seconds. */
export type Tolerance = { past: number; future: number };

/** Where the time of sending is. */
export interface SignedTimestamp {
	/** `signature`: the timestampKey of the pairs */
	from: 'signature' | { header: readonly string[] };
	/** `auto`: milliseconds where the number is too large for seconds */
	unit: 'seconds' | 'milliseconds' | 'auto';
	/** Absent: the time is not checked. */
	tolerance?: Tolerance;
}

/** How a sender signs. All names of headers are in lower case. */
export interface SignatureScheme {
	algorithm: Algorithm;
	/** Usually one; of several, each one that can read a key is tried. */
	keyEncodings: readonly KeyEncoding[];
	/** The headers that may carry the signature. */
	headers: readonly string[];
	format: SignatureFormat;
	encoding: SignatureEncoding;
	/** What is signed in front of the body. */
	parts?: readonly ContentPart[];
	/** What may be signed of the body, in the order in which it is tried. */
	bodies: readonly SignedBody[];
	timestamp?: SignedTimestamp;
	/** The header that names the delivery: one of `parts`. */
	deliveryId?: readonly string[];
}

/** @returns the names of each header that a scheme needs besides the signature's; the first is the usual one */
export function headersBesideSignature({ parts = [], timestamp }: SignatureScheme): ReadonlyArray<readonly string[]> {
	const places = [...parts, timestamp?.from];
	const headers = places.flatMap((place) => (typeof place === 'object' && 'header' in place ? [place.header] : []));
	return [...new Map(headers.map((names) => [names[0], names])).values()];
}
