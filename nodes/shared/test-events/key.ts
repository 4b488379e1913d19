import { algorithms } from '../delivery/algorithms';
import type { SignatureScheme } from '../delivery/scheme';

/** The key that signs a sample, and the key that verifies it. */
interface SampleKey {
	signsWith: string;
	/** Null if the credential's secret verifies the sample. */
	verifiesWith: string | null;
}

/**
 * @param secret the credential's signing secret
 * @returns the secret. If there is none, or the sender signs with a key pair, a key made for this sample.
 */
export function signingKey({ algorithm, keyEncodings: [encoding] }: SignatureScheme, secret?: string): SampleKey {
	const { hasPublicKey, generateKey } = algorithms[algorithm];
	if (secret !== undefined && !hasPublicKey) return { signsWith: secret, verifiesWith: null };
	const { signsWith, verifiesWith } = generateKey();
	// With `utf8`, the characters themselves are the key.
	const written = (key: Buffer) => key.toString(encoding === 'utf8' || encoding === 'hex' ? 'hex' : 'base64');
	return { signsWith: written(signsWith), verifiesWith: written(verifiesWith) };
}
