import type { Place, SignatureFormat, SignedTimestamp, SignatureScheme, Tolerance } from '../shared/delivery/scheme';
import { CALLBACK_PARAMETER } from '../shared/tokens/callback';

/** In seconds, as most senders recommend. */
const FIVE_MINUTES: Tolerance = { past: 300, future: 300 };

/*
 * Where nothing says whether a repeated delivery is signed anew, a time may be as old as the last repetition.
 */
export const TEN_MINUTES: Tolerance = { past: 600, future: 300 };
export const TWO_HOURS: Tolerance = { past: 7_200, future: 300 };
export const A_DAY: Tolerance = days(1);

/** @returns as many days, and an hour for the last repetition */
export function days(count: number): Tolerance {
	return { past: count * 86_400 + 3_600, future: 300 };
}

/**
 * Standard Webhooks, version 1.
 *
 * Source: github.com/standard-webhooks/standard-webhooks, spec/standard-webhooks.md and libraries/javascript.
 */
export const standardWebhooksScheme = {
	algorithm: 'hmacSha256',
	keyEncodings: ['whsec'],
	places: ['webhook-signature'],
	format: { kind: 'tagged', tags: ['v1'] },
	encoding: 'base64',
	content: '{header:webhook-id}.{timestamp}.{body}',
	timestamp: { from: ['webhook-timestamp'], unit: 'seconds', tolerance: FIVE_MINUTES },
	deliveryId: ['webhook-id'],
} as const satisfies SignatureScheme;

/**
 * Standard Webhooks under the names of its headers or under those of Svix, which its libraries accept as well.
 *
 * Source: github.com/svix/svix-webhooks, javascript/src/webhook.ts.
 */
export const svixScheme = {
	...standardWebhooksScheme,
	places: ['webhook-signature', 'svix-signature'],
	content: '{header:webhook-id|svix-id}.{timestamp}.{body}',
	timestamp: { ...standardWebhooksScheme.timestamp, from: ['webhook-timestamp', 'svix-timestamp'] },
	deliveryId: ['webhook-id', 'svix-id'],
} as const satisfies SignatureScheme;

/**
 * The hex HMAC-SHA256 of `<timestamp>.<body>`, with the timestamp in the signature header as in `t=1700000000,v1=…`.
 *
 * @param header the signature header, in lower case
 * @param signatureKey the key of the signature in that header
 * @param unit of the timestamp
 * @param tolerance seconds
 */
export function timestampedPairs(
	header: string,
	signatureKey: string,
	unit: 'seconds' | 'auto' = 'seconds',
	tolerance: Tolerance = FIVE_MINUTES,
): SignatureScheme {
	return {
		algorithm: 'hmacSha256',
		keyEncodings: ['utf8'],
		places: [header],
		format: { kind: 'pairs', signatureKey, timestampKey: 't' },
		encoding: 'hex',
		content: '{timestamp}.{body}',
		timestamp: { from: 'signature', unit, tolerance },
	};
}

/**
 * The hex HMAC-SHA256 of `<timestamp>.<body>`, with the timestamp in a separate header.
 *
 * @param header the signature header, in lower case
 * @param timestampHeader in lower case
 * @param unit of the timestamp
 * @param tolerance seconds
 */
export function timestampedHeader(
	header: string,
	timestampHeader: string,
	unit: 'seconds' | 'auto' = 'seconds',
	tolerance: Tolerance = FIVE_MINUTES,
): SignatureScheme {
	return {
		algorithm: 'hmacSha256',
		keyEncodings: ['utf8'],
		places: [header],
		format: { kind: 'plain' },
		encoding: 'hex',
		content: '{timestamp}.{body}',
		timestamp: { from: [timestampHeader], unit, tolerance },
	};
}

/** @returns the format of a signature that is written behind a prefix, and counts only there */
export function prefixed(prefix: string): SignatureFormat {
	return { kind: 'plain', prefix, prefixRequired: true };
}

/**
 * @param place where the time of sending is
 * @param tolerance seconds
 * @returns a signed time
 */
export function timeIn(
	place: Place,
	tolerance: Tolerance = FIVE_MINUTES,
	unit: SignedTimestamp['unit'] = 'seconds',
): SignedTimestamp {
	return { from: [place], unit, tolerance };
}

/** @returns a token that comes alone at a place, or behind a prefix */
export function tokenIn(place: Place, prefix?: string) {
	return {
		algorithm: 'token',
		places: [place],
		encoding: 'text',
		...(prefix !== undefined && { format: prefixed(prefix) }),
	} as const satisfies Partial<SignatureScheme>;
}

/** How a delivery to a callback URL is proven: its address has a token that only the owner of the secret can make. */
export const callbackUrlScheme: SignatureScheme = {
	algorithm: 'hmacSha256',
	keyEncodings: ['private'],
	places: [`query:${CALLBACK_PARAMETER}`],
	format: { kind: 'callbackUrl' },
	encoding: 'hex',
};
