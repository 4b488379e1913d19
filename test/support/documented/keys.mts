import { generateKeyPairSync, type KeyObject } from 'node:crypto';

export type KeyType = 'rsa' | 'ecP256' | 'ed25519';

interface KeyPair {
	privateKey: KeyObject;
	publicKey: KeyObject;
}

const generate: Record<KeyType, () => KeyPair> = {
	rsa: () => generateKeyPairSync('rsa', { modulusLength: 2048 }),
	ecP256: () => generateKeyPairSync('ec', { namedCurve: 'P-256' }),
	ed25519: () => generateKeyPairSync('ed25519'),
};

/** Returns a new key pair. */
export const keyPair = (type: KeyType): KeyPair => generate[type]();

/** Returns a public key as PEM (SPKI), line feed at the end included. */
export const asPem = ({ publicKey }: KeyPair): string => publicKey.export({ type: 'spki', format: 'pem' }).toString();

/** Returns a public key as the base64 of its SPKI in DER. */
export const asSpki = ({ publicKey }: KeyPair): string =>
	publicKey.export({ type: 'spki', format: 'der' }).toString('base64');

/** Returns the 32 bytes of an Ed25519 public key. */
export const asRaw = ({ publicKey }: KeyPair): Buffer =>
	Buffer.from(publicKey.export({ format: 'jwk' }).x!, 'base64url');
