import {
	type AsymmetricKeyDetails,
	createHash,
	createHmac,
	createPrivateKey,
	createPublicKey,
	createSecretKey,
	generateKeyPairSync,
	type Hash,
	type Hmac,
	type KeyObject,
	randomBytes,
	sign,
	timingSafeEqual,
	verify,
} from 'node:crypto';

import type { Algorithm } from './scheme';

/** What is signed, in pieces. `SECRET` stands for the bytes of the key. */
export type Content = ReadonlyArray<Uint8Array | string | typeof SECRET>;
export const SECRET = Symbol('secret');

/** Checks one signature. */
type Check = (signature: Buffer) => boolean;

/** How an algorithm signs, and how a signature of it is checked. */
interface AlgorithmEntry {
	/** Whether what the receiver holds is public, so that it must never sign anything. */
	hasPublicKey: boolean;
	/** What JSON Web Tokens call it (RFC 7518, section 3.1). */
	jwtName?: string;
	/** @returns whether so many bytes can be a signature */
	canBe(length: number): boolean;
	/** @returns the key in its bytes, or null where they are none or a weak one */
	readKey(bytes: Buffer): KeyObject | null;
	/** @returns what checks signatures of the content by the key. Whatever depends on both alone is computed once. */
	checker(key: KeyObject, content: Content): Check;
	/**
	 * @param secret a shared secret, or a private key as PKCS #8 in DER; for Ed25519 its seed too (RFC 8032)
	 * @param inToken whether the signature is that of a JSON Web Token, where ECDSA is written in another way
	 */
	sign(secret: Buffer, content: Content, inToken?: boolean): Buffer;
	/** @returns a new key pair, or one secret twice, for samples and tests: `signsWith` is what `sign` takes */
	generateKey(): { signsWith: Buffer; verifiesWith: Buffer };
}

/** A public key is no part of what it signs. */
const messageOf = (content: Content): Buffer =>
	Buffer.concat(content.map((piece) => (piece === SECRET ? Buffer.alloc(0) : Buffer.from(piece))));

type Secret = KeyObject | Buffer;

const exported = (secret: Secret): Buffer => (Buffer.isBuffer(secret) ? secret : secret.export());

/** Shared secrets: what is computed from secret and content is the signature itself. */
function shared(length: number | null, compute: (secret: Secret, content: Content) => Buffer): AlgorithmEntry {
	return {
		hasPublicKey: false,
		canBe: (bytes) => (length === null ? bytes > 0 : bytes === length),
		readKey: (bytes) => createSecretKey(bytes),
		checker(key, content) {
			const computed = compute(key, content);
			return (signature) => timingSafeEqual(computed, signature);
		},
		sign: (secret, content) => compute(secret, content),
		generateKey() {
			const secret = randomBytes(32);
			return { signsWith: secret, verifiesWith: secret };
		},
	};
}

/** HMAC (RFC 2104). */
const hmac = (hashName: string, length: number) =>
	shared(length, (secret, content) => fed(createHmac(hashName, secret), secret, content));

/** A plain hash over content that holds the secret. */
const digest = (hashName: string, length: number) =>
	shared(length, (secret, content) => fed(createHash(hashName), secret, content));

function fed(hasher: Hash | Hmac, secret: Secret, content: Content): Buffer {
	for (const piece of content) hasher.update(piece === SECRET ? exported(secret) : piece);
	return hasher.digest();
}

/** The secret itself, whatever the content. Digests are compared, since texts of different lengths cannot be. */
const token: AlgorithmEntry = {
	...shared(null, exported),
	checker(key) {
		const own = createHash('sha256').update(key.export()).digest();
		return (claimed) => timingSafeEqual(own, createHash('sha256').update(claimed).digest());
	},
};

interface PublicKeyOptions {
	/** The name of the hash function; null for Ed25519, which has its own. */
	hashName: string | null;
	canBe(length: number): boolean;
	/** @returns whether a public key is of the right kind, and strong enough */
	accepts(key: KeyObject): boolean;
	/** @returns a raw public key as a key object, where the algorithm has such a form */
	fromRaw?(bytes: Buffer): KeyObject | null;
	/** @returns a raw private key as PKCS #8, where the algorithm has such a form */
	fromSeed?(bytes: Buffer): Buffer;
	generate(): { privateKey: KeyObject; publicKey: KeyObject };
	/** ECDSA: the pair of numbers of a JWT (RFC 7518, section 3.4) or, as most senders write it, DER. */
	dsaEncoding?(signature: Buffer): 'der' | 'ieee-p1363';
}

function publicKey(options: PublicKeyOptions): AlgorithmEntry {
	const { hashName, canBe, accepts, fromRaw, fromSeed, generate, dsaEncoding } = options;
	return {
		hasPublicKey: true,
		canBe,
		readKey(bytes) {
			try {
				const key = fromRaw?.(bytes) ?? createPublicKey({ key: bytes, format: 'der', type: 'spki' });
				return accepts(key) ? key : null;
			} catch {
				return null;
			}
		},
		checker(key, content) {
			const message = messageOf(content);
			return (signature) =>
				verify(hashName, message, dsaEncoding ? { key, dsaEncoding: dsaEncoding(signature) } : key, signature);
		},
		sign(secret, content, inToken) {
			const der = fromSeed !== undefined && secret.length === 32 ? fromSeed(secret) : secret;
			const key = createPrivateKey({ key: der, format: 'der', type: 'pkcs8' });
			const isPair = inToken && dsaEncoding !== undefined;
			return sign(hashName, messageOf(content), isPair ? { key, dsaEncoding: 'ieee-p1363' } : key);
		},
		generateKey() {
			const { privateKey, publicKey: made } = generate();
			return {
				signsWith: privateKey.export({ format: 'der', type: 'pkcs8' }),
				verifiesWith: made.export({ format: 'der', type: 'spki' }),
			};
		},
	};
}

/** Bits. RSA keys of fewer can be broken; larger ones take long to verify with. */
const RSA_BITS = { min: 2048, max: 8192 };

function rsa(hashName: string): AlgorithmEntry {
	return publicKey({
		hashName,
		canBe: (length) => length >= RSA_BITS.min / 8 && length <= RSA_BITS.max / 8,
		accepts({ asymmetricKeyType, asymmetricKeyDetails }) {
			// Every public key has details, which are empty for some types.
			const { modulusLength = 0, publicExponent = 0n } = asymmetricKeyDetails as AsymmetricKeyDetails;
			const isStrong = modulusLength >= RSA_BITS.min && modulusLength <= RSA_BITS.max && publicExponent > 2n;
			return asymmetricKeyType === 'rsa' && isStrong;
		},
		generate: () => generateKeyPairSync('rsa', { modulusLength: RSA_BITS.min }),
	});
}

/** What precedes the seed in a PKCS #8 private key (RFC 8410, section 7). */
const ED25519_PKCS8 = Buffer.from('302e020100300506032b657004220420', 'hex');

/** Bytes of a public key or of a seed (RFC 8032). */
const ED25519_LENGTH = 32;

/**
 * The y coordinates of the points of small order, in little-endian hex, without the sign bit. By such a key, signatures
 * verify that nobody made.
 */
const smallOrderPoints: ReadonlySet<string> = new Set([
	'0000000000000000000000000000000000000000000000000000000000000000',
	'0100000000000000000000000000000000000000000000000000000000000000',
	'26e8958fc2b227b045c3f489f2ef98f0d5dfac05d3c63339b13802886d53fc05',
	'c7176a703d4dd84fba3c0b760d10670f2a2053fa2c39ccc64ec7fd7792ac037a',
	'ecffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f',
	'edffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f',
	'eeffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f',
]);

function hasSmallOrder(key: KeyObject): boolean {
	const point = Buffer.from((key.export({ format: 'jwk' }) as { x: string }).x, 'base64url');
	point[ED25519_LENGTH - 1] &= 0x7f;
	return smallOrderPoints.has(point.toString('hex'));
}

const ed25519 = publicKey({
	hashName: null,
	canBe: (length) => length === 64,
	accepts: (key) => key.asymmetricKeyType === 'ed25519' && !hasSmallOrder(key),
	fromRaw: (bytes) =>
		bytes.length === ED25519_LENGTH
			? createPublicKey({ key: { kty: 'OKP', crv: 'Ed25519', x: bytes.toString('base64url') }, format: 'jwk' })
			: null,
	fromSeed: (seed) => Buffer.concat([ED25519_PKCS8, seed]),
	generate: () => generateKeyPairSync('ed25519'),
});

/** Bytes of the two numbers of a P-256 signature side by side. */
const P256_PAIR = 64;

const ecdsaSha256 = publicKey({
	hashName: 'sha256',
	// DER of two numbers of up to 33 bytes.
	canBe: (length) => length >= 8 && length <= 72,
	accepts: (key) => key.asymmetricKeyType === 'ec' && key.asymmetricKeyDetails?.namedCurve === 'prime256v1',
	generate: () => generateKeyPairSync('ec', { namedCurve: 'prime256v1' }),
	dsaEncoding: (signature) => (signature.length === P256_PAIR ? 'ieee-p1363' : 'der'),
});

/** All that depends on the algorithm: a new one is one entry. RSA is PKCS #1 v1.5 (RFC 8017), ECDSA is over P-256. */
export const algorithms: Readonly<Record<Algorithm, AlgorithmEntry>> = {
	hmacSha256: { ...hmac('sha256', 32), jwtName: 'HS256' },
	hmacSha1: hmac('sha1', 20),
	hmacSha512: hmac('sha512', 64),
	ed25519,
	rsaSha256: { ...rsa('sha256'), jwtName: 'RS256' },
	rsaSha1: rsa('sha1'),
	rsaSha512: rsa('sha512'),
	ecdsaSha256: { ...ecdsaSha256, jwtName: 'ES256' },
	digestSha256: digest('sha256', 32),
	digestSha1: digest('sha1', 20),
	digestSha512: digest('sha512', 64),
	token,
};
