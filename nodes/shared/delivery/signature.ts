import { createHmac, timingSafeEqual } from 'node:crypto';

import { parseBody, type ParsedBody } from './json';

/** The bytes that a provider may have signed. */
export type SignedContent =
	/** the body as it was sent */
	| 'raw'
	/** the compact JSON of the parsed body, as `JSON.stringify(JSON.parse(body))` makes it */
	| 'reserialised';

/** How a provider signs: HMAC-SHA256 in hex, with these variations. */
export interface SignatureScheme {
	/** The header that carries the signature, in lower case. */
	header: string;
	/** A text that may precede the hex digits. */
	optionalPrefix?: string;
	/** What may have been signed, in the order in which it is tried. */
	over: readonly SignedContent[];
}

/**
 * The outcome of a check: `signed` is the content that the signature is over, `parsed` is there where the body had to
 * be parsed on the way.
 */
export type SignatureVerdict =
	| { ok: true; signed: Uint8Array | string; parsed?: ParsedBody }
	| { ok: false; reason: 'signature-missing' | 'signature-malformed' | 'signature-mismatch' };

const sha256Hex = /^[0-9a-f]{64}$/i;

/**
 * Signs bytes as the providers do: HMAC-SHA256 (RFC 2104, FIPS 180-4), keyed with the secret's UTF-8 bytes.
 *
 * @param bytes what to sign
 * @param secret the signing secret
 * @returns the 32 bytes of the digest
 */
export function hmacSha256(bytes: Uint8Array | string, secret: string): Buffer {
	return createHmac('sha256', secret).update(bytes).digest();
}

/**
 * Checks the signature of a delivery against every secret that may be in force, in constant time.
 *
 * @param scheme how the provider signs
 * @param header the value of the signature header, as the HTTP server gave it
 * @param bytes the body as it was received
 * @param secrets the candidate secrets; empty ones are passed over, since anyone could sign with them
 * @returns whether one of them made the signature, or why not; never throws
 */
export function verifySignature(
	scheme: SignatureScheme,
	header: string | string[] | undefined,
	bytes: Uint8Array,
	secrets: readonly string[],
): SignatureVerdict {
	if (header === undefined || header.length === 0) return { ok: false, reason: 'signature-missing' };

	const signature = readSignature(scheme, header);
	if (signature === null) return { ok: false, reason: 'signature-malformed' };

	const signs = (content: Uint8Array | string) =>
		secrets.some((secret) => secret !== '' && timingSafeEqual(hexDigits(content, secret), signature));

	let rawIsRefused = false;
	for (const content of scheme.over) {
		if (content === 'raw') {
			if (signs(bytes)) return { ok: true, signed: bytes };
			rawIsRefused = true;
			continue;
		}
		const parsed = parseBody(bytes);
		const compact = parsed.ok ? reserialise(parsed.body) : null;
		// Most bodies are compact JSON as they are, so that a forged one would be signed twice for nothing.
		if (compact === null || (rawIsRefused && Buffer.from(compact).equals(bytes))) continue;
		if (signs(compact)) return { ok: true, signed: compact, parsed };
	}
	return { ok: false, reason: 'signature-mismatch' };
}

/** Node hands a short text over faster than a Buffer of its own, so digests are compared digit by digit. */
function hexDigits(content: Uint8Array | string, secret: string): Buffer {
	return Buffer.from(createHmac('sha256', secret).update(content).digest('hex'), 'latin1');
}

function readSignature(scheme: SignatureScheme, header: string | string[]): Buffer | null {
	// Two signature headers are two claims about one body: there is no telling which of them is meant.
	const value = typeof header === 'string' ? header : header.length === 1 ? header[0] : '';
	const prefix = scheme.optionalPrefix ?? '';
	const hex = value.startsWith(prefix) ? value.slice(prefix.length) : value;
	return sha256Hex.test(hex) ? Buffer.from(hex.toLowerCase(), 'latin1') : null;
}

function reserialise(body: object): string | null {
	try {
		return JSON.stringify(body);
	} catch {
		// JSON.parse copes with any depth, JSON.stringify recurses and may run out of stack.
		return null;
	}
}
