/** Mutated tokens and key sets: nothing is accepted that the owner of a published key has not signed. */
import { createHash, createHmac, generateKeyPairSync, type KeyObject, sign } from 'node:crypto';

import type { DeliveryDefinition } from '../../nodes/shared/delivery/definition.ts';
import type { Algorithm } from '../../nodes/shared/delivery/scheme.ts';
import { verifyDelivery } from '../../nodes/shared/delivery/verify.ts';
import { keysIn } from '../../nodes/SignedWebhook/key-set.ts';
import { printFigures } from '../support/figures.mts';
import { mutate } from './mutate.mts';
import { createRandom, type Random, seed } from './random.mts';

const INPUTS = Number(process.env.FUZZ_INPUTS || 50_000);
const NOW = Date.UTC(2026, 0, 1);
const BODY = Buffer.from('{"type":"done","id":"evt_1"}');

const encoded = (value: unknown) => Buffer.from(JSON.stringify(value)).toString('base64url');

interface Signer {
	alg: 'RS256' | 'ES256';
	algorithm: Algorithm;
	own: KeyObject;
	/** Its public key is in the set. */
	published: KeyObject;
	stranger: KeyObject;
}

function signerOf(
	alg: Signer['alg'],
	algorithm: Algorithm,
	make: () => { privateKey: KeyObject; publicKey: KeyObject },
): Signer {
	const { privateKey: own, publicKey: published } = make();
	return { alg, algorithm, own, published, stranger: make().privateKey };
}

const signers = [
	signerOf('RS256', 'rsaSha256', () => generateKeyPairSync('rsa', { modulusLength: 2048 })),
	signerOf('ES256', 'ecdsaSha256', () => generateKeyPairSync('ec', { namedCurve: 'P-256' })),
];

const definitionOf = ({ algorithm }: Signer): DeliveryDefinition => ({
	provider: 'published',
	signature: {
		algorithm,
		keyEncodings: ['spki'],
		places: ['authorization'],
		format: { kind: 'jwt', digestClaim: 'sha256' },
		encoding: 'base64url',
		timestamp: { from: 'signature', unit: 'seconds', tolerance: { past: 300, future: 300 } },
	},
	eventField: 'type',
	events: {},
	openEvents: true,
	anyBody: true,
	read: () => ({ identity: null, time: null, jobId: null, variationId: null, results: [], error: null }),
});

const claims = { iat: NOW / 1000, sha256: createHash('sha256').update(BODY).digest('hex') };

function tokenOf(key: KeyObject, header: object): string {
	const text = `${encoded(header)}.${encoded(claims)}`;
	return `${text}.${sign('sha256', Buffer.from(text), { key, dsaEncoding: 'ieee-p1363' }).toString('base64url')}`;
}

/** PKCS #1 v1.5 of SHA-256 in 256 bytes: what a signature is where the exponent is 1. */
function unsignedPadding(text: string): Buffer {
	const digestInfo = Buffer.from('3031300d060960864801650304020105000420', 'hex');
	const tail = Buffer.concat([Buffer.from([0]), digestInfo, createHash('sha256').update(text).digest()]);
	return Buffer.concat([Buffer.from([0, 1]), Buffer.alloc(254 - tail.length, 0xff), tail]);
}

const jwkOf = (key: KeyObject) => key.export({ format: 'jwk' });

/** Key sets that a sender might publish, and those of somebody who wants a forgery to be accepted, without a key of his own. */
function keySetOf({ published }: Signer, random: Random): Buffer {
	const own = { ...jwkOf(published), use: 'sig', kid: 'own' };
	const all = signers.map((signer) => jwkOf(signer.published));
	const sets: object[] = [
		{ keys: [own] },
		{ keys: all },
		{ keys: [{ kty: 'oct', k: own.n ?? own.x, alg: 'HS256' }, own] },
		{ keys: [{ ...own, e: 'AQ' }, own] },
		{ keys: [{ ...own, e: 'AQ' }] },
		{ keys: [{ ...own, alg: 'none' }, { ...own, kty: 'oct', k: 'AA' }, null, [], 'x'] },
		{ keys: [{ ...own, x: 'AA', y: 'AA', n: 'AA' }, own] },
		{ keys: { 0: own, length: 1 } },
		{ keys: Array.from({ length: 12 }, () => own) },
	];
	const set = Buffer.from(JSON.stringify(random.pick(sets)));
	const pem = Buffer.from(published.export({ format: 'pem', type: 'spki' }).toString());
	const bytes = random.chance(0.1) ? pem : set;
	return random.chance(0.4) ? mutate(bytes, random) : bytes;
}

/** What somebody without the private key can make. */
function forgedToken(signer: Signer, authentic: string, random: Random): string {
	const { alg, published, stranger } = signer;
	const [header, payload, signature] = authentic.split('.');
	const pem = published.export({ format: 'pem', type: 'spki' });
	const der = published.export({ format: 'der', type: 'spki' });
	const text = `${encoded({ alg })}.${payload}`;
	const strangers = jwkOf(stranger);
	return random.pick([
		() => tokenOf(stranger, { alg }),
		() =>
			tokenOf(stranger, {
				alg,
				kid: 'own',
				jwk: { kty: strangers.kty, n: strangers.n, e: strangers.e, x: strangers.x, y: strangers.y },
			}),
		() => tokenOf(stranger, { alg, jku: 'https://example.com/jwks.json', x5u: 'https://example.com/it.pem' }),
		() => {
			const confused = `${encoded({ alg: random.pick(['HS256', alg, 'none', 'hs256']) })}.${payload}`;
			const secret = random.pick([pem, der, der.toString('base64'), JSON.stringify(jwkOf(published)), '']);
			return `${confused}.${createHmac('sha256', secret).update(confused).digest('base64url')}`;
		},
		() => `${text}.${unsignedPadding(text).toString('base64url')}`,
		() => `${text}.${Buffer.alloc(random.pick([64, 256]), random.pick([0, 1, 0xff])).toString('base64url')}`,
		() => `${encoded({ alg: 'none' })}.${payload}.`,
		() => `${header}.${encoded({ ...claims, admin: true })}.${signature}`,
		() => `${encoded({ alg, crit: ['exp'] })}.${payload}.${signature}`,
		() => mutate(Buffer.from(authentic), random).toString('latin1'),
		() => mutate(Buffer.from(authentic), random).toString(),
		() => authentic.slice(0, -1) + random.pick([...'ABCDEFghijkl0123_-']),
	])();
}

it(
	`accepts no forged one of ${INPUTS.toLocaleString('en')} mutated tokens and key sets, and never throws`,
	() => {
		const random = createRandom(seed);
		const authentic = signers.map((signer) => tokenOf(signer.own, { alg: signer.alg, typ: 'JWT' }));
		const outcomes: Record<string, number> = {};
		let forgedAccepted = 0;
		let lost = 0;
		for (let input = 0; input < INPUTS; input++) {
			const which = random.below(signers.length);
			const signer = signers[which];
			const set = keySetOf(signer, random);
			let keys: readonly string[] = [];
			try {
				keys = keysIn(set, 'it');
			} catch (error) {
				expect((error as Error).message).toBe('What it answered is no key set.');
			}
			const isForged = random.chance(0.8);
			const token = isForged ? forgedToken(signer, authentic[which], random) : authentic[which];
			const body = random.chance(0.1) ? mutate(BODY, random) : BODY;
			const { outcome } = verifyDelivery(
				definitionOf(signer),
				{ body, headers: { authorization: token } },
				{ secrets: keys, events: ['*'], maxAge: 0, now: NOW },
			);
			outcomes[outcome] = (outcomes[outcome] ?? 0) + 1;
			// A signature has several spellings, whose last bits differ.
			const isSame = same(token, authentic[which]) && body.equals(BODY);
			if (outcome === 'accepted' && !isSame) {
				forgedAccepted += 1;
				process.stderr.write(`seed ${seed}, input ${input}: ${JSON.stringify({ token, set: set.toString() })}\n`);
			}
			const published = signer.published.export({ format: 'der', type: 'spki' }).toString('base64');
			if (outcome !== 'accepted' && token === authentic[which] && body.equals(BODY) && keys.includes(published))
				lost += 1;
		}
		printFigures(`published keys, seed ${seed}`, { deliveries: INPUTS, lost, duplicated: 0, forgedAccepted }, outcomes);
		expect(forgedAccepted).toBe(0);
		expect(lost).toBe(0);
		expect(outcomes.accepted).toBeGreaterThan(INPUTS / 20);
		expect(outcomes.unauthorized).toBeGreaterThan(INPUTS / 4);
	},
	10 * 60_000,
);

function same(token: string, authentic: string): boolean {
	const [some, other] = [token, authentic].map((text) => text.split('.'));
	if (some.length !== 3 || some[0] !== other[0] || some[1] !== other[1]) return false;
	return Buffer.from(some[2], 'base64url').equals(Buffer.from(other[2], 'base64url'));
}
