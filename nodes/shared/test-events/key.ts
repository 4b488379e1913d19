import { algorithms } from '../delivery/algorithms';
import type { SignatureScheme } from '../delivery/scheme';

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
	const { hasPublicKey, generateKey } = algorithms[algorithm];
	if (secret !== undefined && !hasPublicKey) return { signsWith: secret, verifiesWith: null };
	const { signsWith, verifiesWith } = generateKey();
	// A key that is used as text may be any text.
	const written = (key: Buffer) => key.toString(encoding === 'utf8' || encoding === 'hex' ? 'hex' : 'base64');
	return { signsWith: written(signsWith), verifiesWith: written(verifiesWith) };
}
