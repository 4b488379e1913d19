import { hash } from 'node:crypto';

import { isJsonObject, type JsonObject, parseJson } from '../util/json';

/** A JSON Web Token (RFC 7519) in its compact form. */
export interface JsonWebToken {
	signature: Buffer;
	/** What is signed: the first two of its three parts. */
	signedText: string;
	/** The claims as JSON. Nothing of it may be believed before the signature is verified. */
	payload: string;
}

/** What the tokens of a sender say, besides their times. */
export interface JwtClaims {
	/** The claim with the SHA-256 digest of the body. Without one, a token proves the request no better than a shared token. */
	digestClaim?: string;
	/** Whether the token of an empty body has no digest. */
	emptyHasNoDigest?: true;
	/** The claim with the address that was called, or its digest. */
	urlClaim?: string;
	/** Where the token is the body: the claim whose text is the event. The claims are the event unless given. */
	bodyClaim?: string;
	/** Fixed claims: each has to be one of the values. */
	claims?: Readonly<Record<string, readonly unknown[]>>;
	/** Whether several deliveries come with one token, so that it names no event. */
	isReused?: true;
}

const compact = /^([\w-]+)\.([\w-]+)\.([\w-]+)$/;

/**
 * Takes a token apart. It decides nothing about how it is verified: its own `alg` has to be the scheme's.
 *
 * @param name what tokens call the scheme's algorithm (RFC 7518, section 3.1); undefined where they have no name for it
 * @returns the token, or why it is none
 */
export function parseJwt(text: string, name: string | undefined): JsonWebToken | 'encoding' | 'token-algorithm' {
	const [, header, payload, signature] = compact.exec(text) ?? [];
	if (header === undefined) return 'encoding';
	const decoded = (part: string) => Buffer.from(part, 'base64url').toString();
	const fields = parsedObject(decoded(header));
	if (fields === null) return 'encoding';
	// What a token demands of its reader would have to be understood (RFC 7515, section 4.1.11).
	if (fields.alg === undefined || fields.alg !== name || 'crit' in fields) return 'token-algorithm';
	return {
		signature: Buffer.from(signature, 'base64url'),
		signedText: `${header}.${payload}`,
		payload: decoded(payload),
	};
}

/** @returns a token, to be completed by a dot and the signature of it */
export function unsignedJwt(name: string | undefined, claims: JsonObject): string {
	const encoded = (value: JsonObject) => Buffer.from(JSON.stringify(value)).toString('base64url');
	return `${encoded({ alg: name, typ: 'JWT' })}.${encoded(claims)}`;
}

/** What a verified token says, as far as it concerns the delivery. */
export interface ClaimFacts {
	claims: JsonObject | null;
	/** The text that the event is read from, where the token is the body. */
	event: string | null;
	/** Epoch milliseconds of its issue, or null where it does not say. */
	time: number | null;
}

/** Seconds by which clocks may differ (RFC 7519, section 4.1.4: a few minutes at most). */
const LEEWAY = 300;

/**
 * Reads the claims of a verified token: its times, those that every token of the sender has, and those that bind it to the
 * delivery.
 *
 * @param body the bytes of the body, and `url` where it was delivered to
 * @param now epoch milliseconds
 * @returns what it says, or why it is refused
 */
export function readClaims(
	format: JwtClaims,
	payload: string,
	{ body, url = '' }: { body: Uint8Array; url?: string },
	now: number,
	tolerance?: { past: number; future: number },
): ClaimFacts | 'signature-mismatch' | 'too-old' | 'too-new' {
	const claims = parsedObject(payload);
	if (claims === null || !hasDigest(format, claims, body)) return 'signature-mismatch';
	const { urlClaim, bodyClaim, claims: fixed = {} } = format;
	if (urlClaim !== undefined && claims[urlClaim] !== url && !isDigestOf(claims[urlClaim], url)) {
		return 'signature-mismatch';
	}
	const isOfSender = Object.entries(fixed).every(([name, values]) => values.includes(claims[name]));
	if (!isOfSender) return 'signature-mismatch';

	const seconds = now / 1000;
	const { past = LEEWAY, future = LEEWAY } = tolerance ?? {};
	const [exp, nbf, iat] = [claims.exp, claims.nbf, claims.iat].map(numericDate);
	if ([exp, nbf, iat].some(Number.isNaN)) return 'signature-mismatch';
	if (exp !== null && seconds >= exp + Math.min(past, LEEWAY)) return 'too-old';
	if (Math.max(nbf ?? 0, iat ?? 0) > seconds + future) return 'too-new';
	// Without an end of its own, a token is as old as its issue.
	if (exp === null && iat !== null && tolerance !== undefined && seconds > iat + past) return 'too-old';
	const text = bodyClaim === undefined ? payload : claims[bodyClaim];
	return { claims, event: typeof text === 'string' ? text : payload, time: iat === null ? null : iat * 1000 };
}

/** Seconds since 1970; null where there is none, NaN where it is no number. */
function numericDate(value: unknown): number | null {
	if (value === undefined || value === null) return null;
	return typeof value === 'number' && value >= 0 ? value : Number.NaN;
}

function hasDigest({ digestClaim, emptyHasNoDigest }: JwtClaims, claims: JsonObject, body: Uint8Array): boolean {
	if (digestClaim === undefined) return true;
	const claim = claims[digestClaim];
	return isDigestOf(claim, body) || (emptyHasNoDigest === true && claim === undefined && body.length === 0);
}

/** Senders write the digest in hex or in either base64. */
function isDigestOf(claim: unknown, content: Uint8Array | string): boolean {
	const digest = Buffer.from(hash('sha256', content), 'hex');
	const forms = [digest.toString('hex'), digest.toString('base64'), digest.toString('base64url')];
	return typeof claim === 'string' && (forms.includes(claim) || claim.toLowerCase() === forms[0]);
}

function parsedObject(json: string): JsonObject | null {
	const value = parseJson(json);
	return isJsonObject(value) ? value : null;
}
