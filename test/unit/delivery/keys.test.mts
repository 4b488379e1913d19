/** Public keys in the forms in which senders publish them. */
import { createHmac, generateKeyPairSync } from 'node:crypto';

import { decodeKey, verificationKeys } from '../../../nodes/shared/delivery/keys.ts';
import type { Algorithm } from '../../../nodes/shared/delivery/scheme.ts';

const pairs = {
	ed25519: generateKeyPairSync('ed25519'),
	rsaSha256: generateKeyPairSync('rsa', { modulusLength: 2048 }),
	ecdsaSha256: generateKeyPairSync('ec', { namedCurve: 'P-256' }),
} as const;

const isRead = (algorithm: Algorithm, text: string) =>
	verificationKeys({ algorithm, keyEncodings: ['spki'] }, [text]).length === 1;

describe.each(Object.entries(pairs))('a public key of %s', (name, { publicKey, privateKey }) => {
	const algorithm = name as Algorithm;
	const pem = publicKey.export({ format: 'pem', type: 'spki' }).toString();
	const der = publicKey.export({ format: 'der', type: 'spki' }).toString('base64');

	it.each([
		['PEM', pem],
		['PEM with Windows line breaks', pem.replaceAll('\n', '\r\n')],
		['PEM without the line break at its end', pem.trim()],
		['PEM of which a field of one line made blanks', pem.replaceAll('\n', ' ')],
		['PEM whose line breaks are written out', pem.replaceAll('\n', String.raw`\n`)],
		['PEM in one piece', pem.replaceAll('\n', '')],
		['DER in base64', der],
		['DER in base64 without padding', der.replace(/=+$/, '')],
		['DER in base64url', Buffer.from(der, 'base64').toString('base64url')],
	])('is read as %s', (_, text) => {
		expect(isRead(algorithm, text)).toBe(true);
	});

	it.each([
		['its private key', privateKey.export({ format: 'pem', type: 'pkcs8' }).toString()],
		['a PEM that is cut off', pem.slice(0, -60)],
		['a PEM with another name', pem.replaceAll('PUBLIC KEY', 'CERTIFICATE')],
		['nothing between its lines', '-----BEGIN PUBLIC KEY-----\n-----END PUBLIC KEY-----'],
		['a text', 'the public key'],
		['an empty text', ''],
	])('is not read from %s', (_, text) => {
		expect(isRead(algorithm, text)).toBe(false);
	});

	it('is none of the other algorithms', () => {
		for (const other of Object.keys(pairs).filter((candidate) => candidate !== name)) {
			expect(isRead(other as Algorithm, pem)).toBe(false);
		}
	});
});

it('a public key of Standard Webhooks is read with its prefix and without', () => {
	const raw = Buffer.from(pairs.ed25519.publicKey.export({ format: 'jwk' }).x as string, 'base64url');
	for (const text of [`whpk_${raw.toString('base64')}`, raw.toString('base64')]) {
		expect(decodeKey(text, 'whsec')).toEqual(raw);
	}
});

it('a text without its prefix is the same key as with it', () => {
	for (const text of ['whsec_c2VjcmV0', 'c2VjcmV0']) {
		expect(decodeKey(text, 'unprefixed')).toEqual(Buffer.from('c2VjcmV0'));
	}
	expect(decodeKey('whsec_', 'unprefixed')).toBeNull();
});

it('a key may be derived from the text of the secret', () => {
	const derived = createHmac('sha256', 'api token').update('signing-v1').digest();
	expect(decodeKey('api token', 'derived:signing-v1')).toEqual(derived);
	expect(decodeKey('', 'derived:signing-v1')).toBeNull();
});

it('every secret is one candidate, and says which one it is', () => {
	const scheme = { algorithm: 'hmacSha256', keyEncodings: ['hex', 'utf8'] } as const;
	const indices = verificationKeys(scheme, ['00ff', '', 'text']).map(({ secretIndex }) => secretIndex);
	expect(indices).toEqual([0, 0, 2]);
});
