import { type Callback, parseCallback, readCallback } from '../tokens/callback';
import { type ClaimFacts, parseJwt, readClaims } from '../tokens/jwt';
import { algorithms } from './algorithms';
import type { Delivery } from './delivery';
import type { SignatureFormat, SignatureScheme } from './scheme';

/** What a token says of the delivery; null where it does not say. */
export interface TokenFacts extends ClaimFacts {
	callback: Callback | null;
}

/** A token, which carries what it signs. */
export interface ClaimedToken {
	signature: Buffer;
	signedText: string;
	/**
	 * Reads what it says, once its signature is verified.
	 *
	 * @param now epoch milliseconds
	 * @returns what it says, or why it is refused
	 */
	read(now: number): Partial<TokenFacts> | 'signature-mismatch' | 'too-old' | 'too-new' | 'expired';
}

/**
 * Takes a token apart.
 *
 * @returns the token, or what is wrong with it
 */
export function readToken(
	{ algorithm, timestamp }: SignatureScheme,
	format: Extract<SignatureFormat, { kind: 'jwt' | 'callbackUrl' }>,
	delivery: Delivery,
	text: string,
): ClaimedToken | 'encoding' | 'length' | 'token-algorithm' {
	if (format.kind === 'callbackUrl') {
		const token = parseCallback(text, delivery.receiver);
		return token === null ? 'encoding' : { ...token, read: (now) => readCallback(token.payload, now) };
	}
	const { canBe, jwtName } = algorithms[algorithm];
	const token = parseJwt(text.replace(/^Bearer +/i, ''), jwtName);
	if (typeof token === 'string') return token;
	if (!canBe(token.signature.length)) return 'length';
	return { ...token, read: (now) => readClaims(format, token.payload, delivery, now, timestamp?.tolerance) };
}
