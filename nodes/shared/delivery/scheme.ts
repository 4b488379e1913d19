import type { JwtClaims } from '../tokens/jwt';

/** What signs. Each entry of `algorithms.ts` says how. */
export type Algorithm =
	| 'hmacSha256'
	| 'hmacSha1'
	| 'hmacSha512'
	| 'ed25519'
	| 'rsaSha256'
	| 'rsaSha1'
	| 'rsaSha512'
	| 'ecdsaSha256'
	/** a plain hash of content that holds the secret */
	| 'digestSha256'
	| 'digestSha1'
	| 'digestSha512'
	/** no signature: the secret itself comes with the delivery */
	| 'token';

/**
 * How the text of a key becomes bytes. It is never guessed from the text: some senders use a secret that begins with
 * `whsec_` as it is.
 */
export type KeyEncoding =
	| 'utf8'
	/** as `utf8`, without the prefix `whsec_` where it has one */
	| 'unprefixed'
	/** either alphabet, with or without padding */
	| 'base64'
	| 'hex'
	/** base64 of 24 bytes or more, with or without the prefix `whsec_` or `whpk_` (Standard Webhooks) */
	| 'whsec'
	/** a public key as SubjectPublicKeyInfo (RFC 5280): PEM, with or without its line breaks, or DER in base64 */
	| 'spki'
	/** the HMAC-SHA256 of what follows the colon, keyed by the text of the secret */
	| `derived:${string}`
	/** the text itself, if it is private and of at least 128 bits: for what this n8n signs for itself */
	| 'private';

/** How a signature is written. `text`: as it is, for tokens. */
export type SignatureEncoding = 'hex' | 'base64' | 'base64url' | 'text';

/** Where a value of a delivery is: the name of a header in lower case, `query:name`, or `body:` and a path, or the whole body. */
export type Place = string;

/** How the value at the place of the signature is written. */
export type SignatureFormat =
	/** the signature alone or behind a prefix such as `sha256=`; several are separated by commas */
	| { kind: 'plain'; prefix?: string; prefixRequired?: boolean }
	/** `t=…,v1=…` or `ts=…;h1=…`; a second timestamp begins a second group */
	| { kind: 'pairs'; signatureKey: string; timestampKey?: string }
	/** `v1,… v1,…`; `any` stands for all versions; with `bare`, signatures without a tag count too */
	| { kind: 'tagged'; tags: readonly string[] | 'any'; bare?: boolean }
	/** a JSON Web Token, behind `Bearer` or bare */
	| ({ kind: 'jwt' } & JwtClaims)
	/** the token of a callback URL, as `tokens/callback.ts` makes it */
	| { kind: 'callbackUrl' };

/** A format of a signature that stands beside what it signs, not in a token with it. */
export type WrittenFormat = Exclude<SignatureFormat, { kind: 'jwt' | 'callbackUrl' }>;

/** How far the signed time may be from the receiver's clock, in seconds. */
export type Tolerance = { past: number; future: number };

/** Where the time of sending is. */
export interface SignedTimestamp {
	/** `signature`: the timestampKey of the pairs. Of several places, the first that is there counts. */
	from: 'signature' | readonly Place[];
	/** `auto`: milliseconds where the number is too large for seconds; also ISO 8601 with an offset */
	unit: 'seconds' | 'milliseconds' | 'auto';
	/** Absent: the time is not checked. */
	tolerance?: Tolerance;
}

/** How a sender signs. */
export interface SignatureScheme {
	algorithm: Algorithm;
	/** Usually one; of several, each one that can read a key is tried. */
	keyEncodings: readonly KeyEncoding[];
	/** Where the signature may be. */
	places: readonly Place[];
	format: SignatureFormat;
	encoding: SignatureEncoding;
	/** What is signed, as a template that `template.ts` describes: `{timestamp}.{body}`. The body alone unless given. */
	content?: string;
	/** Whether the compact JSON of the parsed body, `JSON.stringify(JSON.parse(body))`, may have been signed instead. */
	reserialised?: boolean;
	timestamp?: SignedTimestamp;
	/** The header that names the delivery, by the names that `content` has for it. */
	deliveryId?: readonly string[];
}
