/** What each algorithm takes for a key and for a signature. */
import {
	createHash,
	createPublicKey,
	generateKeyPairSync,
	type KeyObject,
	randomBytes,
	sign,
	verify,
} from 'node:crypto';

import { algorithms, type Content, SECRET } from '../../../nodes/shared/delivery/algorithms.ts';
import type { Algorithm } from '../../../nodes/shared/delivery/scheme.ts';
import { encodingsOfSmallOrder } from '../../support/ed25519-points.mts';

const all = Object.keys(algorithms) as Algorithm[];
const withPublicKey = all.filter((name) => algorithms[name].hasPublicKey);
const CONTENT = ['v0:', Buffer.from([0, 255, 10]), 'ü'] as const;
const MESSAGE = Buffer.concat(CONTENT.map((piece) => Buffer.from(piece)));

const spki = (key: KeyObject): Buffer => key.export({ format: 'der', type: 'spki' });
const reads = (name: Algorithm, key: KeyObject) => algorithms[name].readKey(spki(key)) !== null;

describe.each(all)('%s', (name) => {
	const { canBe, readKey, checker, sign: signWith, generateKey, hasPublicKey } = algorithms[name];
	const key = generateKey();
	const read = readKey(key.verifiesWith) as KeyObject;
	const content: Content = name.startsWith('digest') ? [SECRET, ...CONTENT] : [...CONTENT];
	const signature = signWith(key.signsWith, content);
	const check = checker(read, content);

	it('verifies what it signs, and no other content, key or signature', () => {
		const other = generateKey();
		expect(canBe(signature.length)).toBe(true);
		expect(check(signature)).toBe(true);
		const changed = Buffer.from(signature);
		changed[changed.length - 1] ^= 1;
		expect(check(changed)).toBe(false);
		expect(checker(readKey(other.verifiesWith) as KeyObject, content)(signature)).toBe(false);
		expect(checker(read, [...content, ' '])(signature)).toBe(name === 'token');
	});

	it('takes no signature of another length', () => {
		const lengths = Array.from({ length: 1_100 }, (_, length) => length).filter(canBe);
		const expected: Partial<Record<Algorithm, [min: number, max: number]>> = {
			hmacSha1: [20, 20],
			digestSha1: [20, 20],
			hmacSha256: [32, 32],
			digestSha256: [32, 32],
			hmacSha512: [64, 64],
			digestSha512: [64, 64],
			ed25519: [64, 64],
			ecdsaSha256: [8, 72],
			token: [1, 1_099],
		};
		expect([lengths[0], lengths.at(-1)]).toEqual(expected[name] ?? [256, 1_024]);
	});

	if (hasPublicKey) {
		it('signs with the hash of its name', () => {
			const hashName = /sha\d+/i.exec(name)?.[0].toLowerCase() ?? null;
			expect(verify(hashName, MESSAGE, read, signature)).toBe(true);
		});
	}
});

it('a plain hash has the secret where the content has it', () => {
	const secret = Buffer.from('the secret');
	const digest = (...pieces: Array<Uint8Array | string>) =>
		pieces.reduce((hasher, piece) => hasher.update(piece), createHash('sha1')).digest();
	expect(algorithms.digestSha1.sign(secret, ['a', SECRET, 'b'])).toEqual(digest('a', secret, 'b'));
	expect(algorithms.digestSha1.sign(secret, ['a', 'b', SECRET])).toEqual(digest('ab', secret));
});

it('a public key is no part of the content', () => {
	const { privateKey } = generateKeyPairSync('ed25519');
	const der = privateKey.export({ format: 'der', type: 'pkcs8' });
	expect(algorithms.ed25519.sign(der, ['a', SECRET, 'b'])).toEqual(sign(null, Buffer.from('ab'), privateKey));
});

describe('a public key', () => {
	const keys = {
		rsa: generateKeyPairSync('rsa', { modulusLength: 2048 }).publicKey,
		'rsa-pss': generateKeyPairSync('rsa-pss', { modulusLength: 2048 }).publicKey,
		'P-256': generateKeyPairSync('ec', { namedCurve: 'P-256' }).publicKey,
		'P-384': generateKeyPairSync('ec', { namedCurve: 'P-384' }).publicKey,
		secp256k1: generateKeyPairSync('ec', { namedCurve: 'secp256k1' }).publicKey,
		ed25519: generateKeyPairSync('ed25519').publicKey,
		ed448: generateKeyPairSync('ed448').publicKey,
		x25519: generateKeyPairSync('x25519').publicKey,
	};
	const fitting: Partial<Record<Algorithm, keyof typeof keys>> = {
		ed25519: 'ed25519',
		rsaSha1: 'rsa',
		rsaSha256: 'rsa',
		rsaSha512: 'rsa',
		ecdsaSha256: 'P-256',
	};

	it.each(withPublicKey)('of another kind is none of %s', (name) => {
		const accepted = Object.entries(keys).filter(([, key]) => reads(name, key));
		expect(accepted.map(([kind]) => kind)).toEqual([fitting[name]]);
	});

	it.each(withPublicKey)('that is no key, or cut off, is none of %s', (name) => {
		const whole = spki(keys[fitting[name] as keyof typeof keys]);
		const others = [Buffer.alloc(0), Buffer.from('text'), whole.subarray(1), whole.subarray(0, -1), randomBytes(91)];
		for (const bytes of others) expect(algorithms[name].readKey(bytes)).toBeNull();
	});

	it('of RSA has 2,048 to 8,192 bits, and an exponent that does something', () => {
		const rsaKey = (bits: number, exponent: number) => {
			const modulus = randomBytes(bits / 8);
			modulus[0] |= 0x80;
			modulus[modulus.length - 1] |= 1;
			const e = Buffer.from(exponent.toString(16).padStart(6, '0'), 'hex').toString('base64url');
			return createPublicKey({ key: { kty: 'RSA', n: modulus.toString('base64url'), e }, format: 'jwk' });
		};
		const isRead = (bits: number, exponent = 65_537) => reads('rsaSha256', rsaKey(bits, exponent));
		expect([1_024, 2_040, 2_048, 4_096, 8_192, 8_200, 16_384].map((bits) => isRead(bits))).toEqual([
			false,
			false,
			true,
			true,
			true,
			false,
			false,
		]);
		expect([1, 2, 3].map((exponent) => isRead(2_048, exponent))).toEqual([false, false, true]);
	});
});

describe('a key of Ed25519 of small order', () => {
	const encodings = encodingsOfSmallOrder();
	const asKey = (bytes: Buffer) =>
		createPublicKey({ key: { kty: 'OKP', crv: 'Ed25519', x: bytes.toString('base64url') }, format: 'jwk' });

	it('verifies what nobody has signed', () => {
		const neutral = Buffer.concat([Buffer.from([1]), Buffer.alloc(31)]);
		expect(encodings).toContainEqual(neutral);
		const forged = Buffer.concat([neutral, Buffer.alloc(32)]);
		expect(verify(null, Buffer.from('anything'), asKey(neutral), forged)).toBe(true);
	});

	it('is refused in all its fourteen encodings, raw and as SPKI', () => {
		expect(new Set(encodings.map((bytes) => bytes.toString('hex'))).size).toBe(14);
		for (const bytes of encodings) {
			expect(algorithms.ed25519.readKey(bytes)).toBeNull();
			expect(reads('ed25519', asKey(bytes))).toBe(false);
		}
	});

	it('is none of full order, raw or as SPKI', () => {
		const { publicKey } = generateKeyPairSync('ed25519');
		const raw = Buffer.from(publicKey.export({ format: 'jwk' }).x as string, 'base64url');
		expect(algorithms.ed25519.readKey(raw)).not.toBeNull();
		expect(algorithms.ed25519.readKey(spki(publicKey))).not.toBeNull();
	});
});

describe('a signature of ECDSA', () => {
	const { privateKey, publicKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
	const check = algorithms.ecdsaSha256.checker(publicKey, [MESSAGE]);
	const signed = (dsaEncoding: 'der' | 'ieee-p1363') => sign('sha256', MESSAGE, { key: privateKey, dsaEncoding });

	it('is read as DER and as a pair of numbers', () => {
		expect(check(signed('der'))).toBe(true);
		expect(check(signed('ieee-p1363'))).toBe(true);
	});

	it('is written as DER, and in a token as a pair of numbers', () => {
		const der = privateKey.export({ format: 'der', type: 'pkcs8' });
		expect(algorithms.ecdsaSha256.sign(der, [MESSAGE])[0]).toBe(0x30);
		expect(algorithms.ecdsaSha256.sign(der, [MESSAGE], true)).toHaveLength(64);
	});

	it.each([
		['zeros', Buffer.alloc(64)],
		['nothing but zeros in DER', Buffer.from('3006020100020100', 'hex')],
		['bytes that are no DER', Buffer.alloc(70, 1)],
		['a length that is too large', Buffer.from('30ff0201010201013030', 'hex')],
	])('is refused where it is %s', (_, signature) => {
		expect(check(signature)).toBe(false);
	});
});

it('Ed25519 signs with a seed, as RFC 8032 calls it, as with the whole private key', () => {
	const { privateKey } = generateKeyPairSync('ed25519');
	const seed = Buffer.from(privateKey.export({ format: 'jwk' }).d as string, 'base64url');
	const der = privateKey.export({ format: 'der', type: 'pkcs8' });
	expect(algorithms.ed25519.sign(seed, ['a'])).toEqual(algorithms.ed25519.sign(der, ['a']));
	expect(() => algorithms.rsaSha256.sign(seed, ['a'])).toThrow();
});
