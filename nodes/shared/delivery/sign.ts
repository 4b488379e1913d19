import { createPrivateKey, sign } from 'node:crypto';

import { decodeKey, ED25519_LENGTH } from './keys';
import { type ContentPart, headersBesideSignature, type SignatureFormat, type SignatureScheme } from './scheme';
import { hmac, type SignedContent, signedContent } from './signature';

/** What to sign. */
interface Unsigned {
	/** The bytes of the body. */
	body: Uint8Array;
	/** The secret; for Ed25519 the private key, which is the seed of 32 bytes (RFC 8032), in the scheme's key encoding. */
	secret: string;
	/** The delivery's id, for schemes that have one. */
	id: string;
	/** Epoch milliseconds. */
	now: number;
	/** Further headers of the scheme, their names in lower case. One that is missing is given the delivery's id. */
	headers?: Readonly<Record<string, string>>;
}

/**
 * Signs a delivery as its sender would.
 *
 * @returns every header of the scheme, by its usual name
 * @throws Error where the secret is no key of the scheme, or the body has no form that the scheme can sign
 */
export function signDelivery(
	scheme: SignatureScheme,
	{ body, secret, id, now, headers: given = {} }: Unsigned,
): Record<string, string> {
	const { timestamp, parts = [], format } = scheme;
	const time = String(timestamp?.unit === 'milliseconds' ? now : Math.floor(now / 1000));
	const timeHeaders = typeof timestamp?.from === 'object' ? timestamp.from.header : [];
	const headers: Record<string, string> = {};
	for (const [name] of headersBesideSignature(scheme)) {
		headers[name] = given[name] ?? (timeHeaders.includes(name) ? time : id);
	}
	const textOf = (part: ContentPart) => {
		if (part === 'timestamp') return timeHeaders.length > 0 ? headers[timeHeaders[0]] : time;
		return 'literal' in part ? part.literal : headers[part.header[0]];
	};
	const content = signedContent(scheme.bodies[0], body);
	if (content === null) throw new Error('The body is not a JSON object');
	const signature = signatureOf(scheme, secret, parts.map(textOf).join(''), content).toString(scheme.encoding);
	return { ...headers, [scheme.headers[0]]: formatSignature(format, signature, time) };
}

/** What precedes the seed in a PKCS #8 private key (RFC 8410, section 7). */
const ED25519_PKCS8 = Buffer.from('302e020100300506032b657004220420', 'hex');

function signatureOf(scheme: SignatureScheme, secret: string, prefix: string, content: SignedContent): Buffer {
	const { algorithm, keyEncodings } = scheme;
	const key = keyEncodings.map((encoding) => decodeKey(secret, encoding)).find((bytes) => bytes !== null);
	if (!key || (algorithm === 'ed25519' && key.length !== ED25519_LENGTH)) {
		throw new Error('The secret is not a key of this signature scheme');
	}
	if (algorithm !== 'ed25519') return hmac(algorithm, key, prefix, content);
	const privateKey = createPrivateKey({ key: Buffer.concat([ED25519_PKCS8, key]), format: 'der', type: 'pkcs8' });
	return sign(null, Buffer.concat([Buffer.from(prefix), Buffer.from(content)]), privateKey);
}

function formatSignature(format: SignatureFormat, signature: string, time: string): string {
	switch (format.kind) {
		case 'plain':
			return format.prefixRequired ? `${format.prefix}${signature}` : signature;
		case 'pairs':
			return `${format.timestampKey ? `${format.timestampKey}=${time},` : ''}${format.signatureKey}=${signature}`;
		case 'tagged':
			return `${format.tags === 'any' ? 'v1' : format.tags[0]},${signature}`;
	}
}
