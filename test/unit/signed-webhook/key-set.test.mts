/** What is read from published key sets, compared with the library that everybody reads them with. */
import { createPublicKey, generateKeyPairSync, type KeyObject } from 'node:crypto';

import {
	compactVerify,
	createLocalJWKSet,
	exportJWK,
	exportSPKI,
	generateKeyPair,
	type JSONWebKeySet,
	SignJWT,
} from 'jose';

import type { Algorithm } from '../../../nodes/shared/delivery/scheme.ts';
import { signDelivery } from '../../../nodes/shared/test-events/sign-delivery.ts';
import { keysIn } from '../../../nodes/SignedWebhook/key-set.ts';
import { idsOf, NOW, reasonOf, receive, sender } from '../support/kernel.mts';

const algorithms = [
	['RS256', 'rsaSha256'],
	['ES256', 'ecdsaSha256'],
] as const satisfies ReadonlyArray<readonly [string, Algorithm]>;

const tokens = (algorithm: Algorithm) =>
	sender({
		algorithm,
		keyEncodings: ['spki'],
		places: ['authorization'],
		format: { kind: 'jwt' },
		encoding: 'base64url',
	});

const read = (value: unknown) => keysIn(Buffer.from(typeof value === 'string' ? value : JSON.stringify(value)), 'it');
const spki = (key: KeyObject) => key.export({ format: 'der', type: 'spki' }).toString('base64');
const judge = (algorithm: Algorithm, token: string, secrets: readonly string[]) =>
	receive(tokens(algorithm), { body: '{"type":"done"}', headers: { authorization: token } }, { secrets: [...secrets] });

describe.each(algorithms)('jose, %s', (alg, algorithm) => {
	it('signs tokens that the keys of its key sets verify', async () => {
		const [own, other] = await Promise.all([1, 2].map(async () => await generateKeyPair(alg, { extractable: true })));
		const set = {
			keys: [await exportJWK(other.publicKey), { ...(await exportJWK(own.publicKey)), use: 'sig', alg, kid: 'k' }],
		};
		const token = await new SignJWT({ jti: 'token-1' })
			.setProtectedHeader({ alg, kid: 'k' })
			.setIssuedAt(NOW / 1000)
			.sign(own.privateKey);
		expect(idsOf(judge(algorithm, token, read(set)))).toEqual(['token-1']);
		expect(idsOf(judge(algorithm, token, read(await exportSPKI(own.publicKey))))).toEqual(['token-1']);
		expect(reasonOf(judge(algorithm, token, read({ keys: [set.keys[0]] })))).toBe('signature-mismatch');
	});

	it('verifies what the kernel signs, with the set that both read', async () => {
		const { privateKey, publicKey } =
			alg === 'RS256'
				? generateKeyPairSync('rsa', { modulusLength: 2048 })
				: generateKeyPairSync('ec', { namedCurve: 'P-256' });
		const set = { keys: [publicKey.export({ format: 'jwk' })] };
		expect(read(set)).toEqual([spki(publicKey)]);
		const secret = privateKey.export({ format: 'der', type: 'pkcs8' }).toString('base64');
		const body = Buffer.from('{}');
		const { headers } = signDelivery(tokens(algorithm).signature, { body, secret, id: 'token-1', now: NOW });
		const { payload } = await compactVerify(headers.authorization, createLocalJWKSet(set as JSONWebKeySet));
		expect(JSON.parse(new TextDecoder().decode(payload))).toMatchObject({ jti: 'token-1' });
		expect(idsOf(judge(algorithm, headers.authorization, read(set)))).toEqual(['token-1']);
	});
});

/** RFC 7517, appendix A.1: an EC and an RSA key; RFC 8037, appendix A.2: an Ed25519 key. */
describe('the key sets of the standards', () => {
	const ec = {
		...{ kty: 'EC', crv: 'P-256', x: 'MKBCTNIcKUSDii11ySs3526iDZ8AiTo7Tu6KPAqv7D4' },
		...{ y: '4Etl6SRW2YiLUrN5vfvVHuhp7x8PxltmWWlbbM4IFyM', use: 'enc', kid: '1' },
	};
	const rsa = {
		kty: 'RSA',
		n: '0vx7agoebGcQSuuPiLJXZptN9nndrQmbXEps2aiAFbWhM78LhWx4cbbfAAtVT86zwu1RK7aPFFxuhDR1L6tSoc_BJECPebWKRXjBZCiFV4n3oknjhMstn64tZ_2W-5JsGY4Hc5n9yBXArwl93lqt7_RN5w6Cf0h4QyQ5v-65YGjQR0_FDW2QvzqY368QQMicAtaSqzs8KJZgnYb9c7d0zgdAZHzu6qMQvRL5hajrn1n91CbOpbISD08qNLyrdkt-bFTWhAI4vMQFh6WeZu0fM4lFd2NcRwr3XPksINHaQ-G_xBniIqbw0Ls1jF44-csFCur-kEgU8awapJzKnqDKgw',
		...{ e: 'AQAB', alg: 'RS256', kid: '2011-04-29' },
	};
	const okp = { kty: 'OKP', crv: 'Ed25519', x: '11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHURo' };
	const imported = (key: object) => spki(createPublicKey({ key: key as never, format: 'jwk' }));

	it('are read, but for the key that is not for signatures', () => {
		expect(read({ keys: [ec, rsa, okp] })).toEqual([imported(rsa), imported(okp)]);
	});

	it('are read from PEM, and from the one key of an object', () => {
		const pem = [rsa, okp].map((key) =>
			createPublicKey({ key: key as never, format: 'jwk' }).export({ format: 'pem', type: 'spki' }),
		);
		expect(read(pem.join('\n'))).toEqual([imported(rsa), imported(okp)]);
		expect(read({ algorithm: 'ed25519', public_key: Buffer.from(okp.x, 'base64url').toString('base64') })).toEqual([
			imported(okp),
		]);
	});
});

it.each<[string, unknown]>([
	['nothing', ''],
	['a page', '<html>'],
	['an empty set', { keys: [] }],
	['a shared secret (RFC 7517, appendix A.3)', { keys: [{ kty: 'oct', k: 'AyM1SysPpbyDfgZld3umj1qzKObwVMkoqQ' }] }],
	[
		'entries that are none',
		{ keys: [null, 7, 'x', [], {}, { kty: 'RSA' }, { kty: 'EC', crv: 'P-256', x: 'AA', y: 'AA' }] },
	],
	['a private key in PEM', '-----BEGIN PRIVATE KEY-----\nAAAA\n-----END PRIVATE KEY-----'],
	['a text of another length', { public_key: 'AAAA' }],
])('no key is read from %s', (_, value) => {
	expect(() => read(value)).toThrow('What it answered is no key set.');
});
