import { generateKeyPairSync, randomBytes } from 'node:crypto';

import type { KeyEncoding, SignatureScheme } from '../delivery/scheme';

/** What signs a sample, and what verifies it. */
interface SampleKey {
	signsWith: string;
	/** Null where it is the credential's secret. */
	verifiesWith: string | null;
}

/**
 * @param secret the credential's signing secret
 * @returns the secret; without one, and for a sender that signs with a key pair, a key that is made for this sample
 */
export function signingKey({ algorithm, keyEncodings: [encoding] }: SignatureScheme, secret?: string): SampleKey {
	if (algorithm === 'ed25519') {
		const { d = '', x = '' } = generateKeyPairSync('ed25519').privateKey.export({ format: 'jwk' });
		const [seed, publicKey] = [d, x].map((part) => written(Buffer.from(part, 'base64url'), encoding));
		return { signsWith: seed, verifiesWith: publicKey };
	}
	if (secret !== undefined) return { signsWith: secret, verifiesWith: null };
	const made = written(randomBytes(32), encoding);
	return { signsWith: made, verifiesWith: made };
}

function written(bytes: Buffer, encoding: KeyEncoding): string {
	return bytes.toString(encoding === 'base64' || encoding === 'whsec' ? 'base64' : 'hex');
}
