import { createHash, createHmac, type KeyObject, sign, timingSafeEqual, verify } from 'node:crypto';

import type { SignatureScheme } from '../../../nodes/shared/delivery/scheme.ts';
import { ID } from './kernel.mts';

/** The least that verifying costs in Node: an HMAC over the bytes, a comparison, and a JSON.parse of what is authentic. */
export function bareHmac(
	scheme: SignatureScheme,
	body: Buffer,
	key: KeyObject | string,
	isAuthentic = true,
): () => unknown {
	const prefix = signedPrefix(scheme);
	const hashName = scheme.algorithm.replace(/^hmac/, '').toLowerCase();
	const digest = () => {
		const hmac = createHmac(hashName, key);
		return (prefix === '' ? hmac : hmac.update(prefix)).update(body).digest();
	};
	const expected = digest();
	const claimed = isAuthentic ? expected : Buffer.alloc(expected.length);
	return () => timingSafeEqual(digest(), claimed) && (JSON.parse(body.toString()) as unknown);
}

/** The same for an Ed25519 signature over the body's SHA-256. */
export function bareEd25519(
	scheme: SignatureScheme,
	body: Buffer,
	privateKey: KeyObject,
	publicKey: KeyObject,
): () => unknown {
	const prefix = signedPrefix(scheme);
	const message = () => Buffer.from(prefix + createHash('sha256').update(body).digest('hex'));
	const signature = sign(null, message(), privateKey);
	return () => verify(null, message(), publicKey, signature) && (JSON.parse(body.toString()) as unknown);
}

/** What a sender signs in front of the body. */
const signedPrefix = ({ content = '{body}' }: SignatureScheme): string =>
	content
		.replace(/\{(?:body|sha256)\}$/, '')
		.replace('{timestamp}', '1800000000')
		.replace(/\{header:[^}]*\}/g, ID);
