/**
 * The kernel and the libraries that senders recommend agree: each verifies what the other signs, and refuses what the
 * other refuses, except for what each library accepts beyond the sender's own specification.
 */
import {
	createHash,
	createHmac,
	createPrivateKey,
	createPublicKey,
	generateKeyPairSync,
	type KeyObject,
	sign,
} from 'node:crypto';

import * as octokit from '@octokit/webhooks-methods';
import { EventWebhook } from '@sendgrid/eventwebhook';
import fc from 'fast-check';
import { jwtVerify, SignJWT } from 'jose';
import OpenAI from 'openai';
import { WebhooksHelper as square } from 'square';
import { Webhook as StandardWebhook } from 'standardwebhooks';
import Stripe from 'stripe';
import { Webhook as SvixWebhook } from 'svix';
import { getExpectedTwilioSignature, validateRequest, validateRequestWithBody } from 'twilio/lib/webhooks/webhooks';

import type { SignatureScheme } from '../../../nodes/shared/delivery/scheme.ts';
import { signDelivery } from '../../../nodes/shared/test-events/sign-delivery.ts';
import { verifyDelivery } from '../../../nodes/shared/delivery/verify.ts';
import {
	definitionOf,
	gitHub,
	jwtWithDigest,
	openAi,
	sendGrid,
	square as squareScheme,
	standardWebhooks,
	stripe,
	twilio,
} from '../../support/schemes.mts';

type Headers = Record<string, string>;

interface Received {
	/** The shared secret, or the public key. */
	secret: string;
	headers: Headers;
	body: string;
	url: string;
}

interface Library {
	name: string;
	scheme: SignatureScheme;
	secrets: fc.Arbitrary<string>;
	/** The key that a sender signs with, where it is not the receiver's. */
	signingKey?: (secret: string) => string;
	/** JSON objects unless given. */
	bodies?: fc.Arbitrary<string>;
	/** The address that is called, where it depends on the body. */
	urlFor?: (body: string) => string;
	sign: (sent: { secret: string; id: string; at: number; body: string }) => Headers | Promise<Headers>;
	/** Whether the library accepts a delivery. The libraries refuse by throwing. */
	accepts: (received: Received) => unknown;
	/** Whether the library accepts a delivery of that time though the sender's documents do not. */
	isLaxer?: (at: number) => boolean;
	/** How often each property is tried, where the library is slow. */
	runs?: number;
}

const RUNS = 300;
const URL_OF_NODE = 'https://n8n.example.com/webhook/1/webhook?flow=7&lang=en%20GB';
const NOW = 1_700_000_000_000;
const seconds = (at: number) => Math.floor(at / 1000);

const text = fc.string({ unit: 'grapheme-ascii', minLength: 1, maxLength: 64 }).map((secret) => `!${secret}`);
const standardSecret = fc
	.uint8Array({ minLength: 24, maxLength: 64 })
	.map((bytes) => `whsec_${Buffer.from(bytes).toString('base64')}`);

const standardHeaders = (id: string, at: number, signature: string): Headers => ({
	'webhook-id': id,
	'webhook-timestamp': String(seconds(at)),
	'webhook-signature': signature,
});

const stripeClient = new Stripe('sk_test');

/** Key pairs: the public keys as texts, and what is signed with for each. */
function keyPairs(pairs: ReadonlyArray<{ publicKey: KeyObject; privateKey: KeyObject }>) {
	const privateKeys = new Map(
		pairs.map(({ publicKey, privateKey }) => [
			publicKey.export({ format: 'pem', type: 'spki' }).toString(),
			privateKey.export({ format: 'der', type: 'pkcs8' }).toString('base64'),
		]),
	);
	return {
		secrets: fc.constantFrom(...privateKeys.keys()),
		signingKey: (secret: string) => privateKeys.get(secret) as string,
		privateKey: (secret: string) =>
			createPrivateKey({ key: Buffer.from(privateKeys.get(secret) as string, 'base64'), format: 'der', type: 'pkcs8' }),
	};
}

const ecKeys = keyPairs([1, 2].map(() => generateKeyPairSync('ec', { namedCurve: 'P-256' })));
const rsaKeys = keyPairs([1, 2].map(() => generateKeyPairSync('rsa', { modulusLength: 2048 })));

const outOfTolerance = (at: number) => Math.abs(at - NOW) > 300_000;
const refuseUnless = (accepted: boolean) => {
	if (!accepted) throw new Error('refused');
};

/** Names and values as a form has them, some of them several times. */
const forms = fc
	.array(fc.tuple(fc.string({ minLength: 1 }), fc.oneof(fc.string(), fc.string({ unit: 'grapheme' }))), {
		maxLength: 8,
	})
	.map((fields) => new URLSearchParams([['AccountSid', 'AC1'], ...fields, ...fields.slice(0, 2)]).toString());

/** The fields of a form as a server reads them: a list where a name comes several times. */
function fieldsOf(body: string): Record<string, string | string[]> {
	const lists = new Map<string, string[]>();
	for (const [name, value] of new URLSearchParams(body)) lists.set(name, [...(lists.get(name) ?? []), value]);
	return Object.fromEntries([...lists].map(([name, values]) => [name, values.length > 1 ? values : values[0]]));
}

const digestOf = (body: string) => createHash('sha256').update(body).digest('hex');

/** A token with the times that senders give it, and the digest of the body. */
function jwtLibrary(
	alg: 'HS256' | 'RS256' | 'ES256',
	algorithm: SignatureScheme['algorithm'],
	keys: Partial<typeof ecKeys>,
) {
	const keyFor = (secret: string) => keys.privateKey?.(secret) ?? Buffer.from(secret);
	return {
		name: `jose, ${alg}`,
		scheme: jwtWithDigest(algorithm),
		secrets: keys.secrets ?? text,
		signingKey: keys.signingKey,
		async sign({ secret, id, at, body }) {
			const issued = seconds(at);
			const token = await new SignJWT({
				payload_hash: digestOf(body),
				jti: id,
				iat: issued,
				nbf: issued,
				exp: issued + 60,
			})
				.setProtectedHeader({ alg, typ: 'JWT' })
				.sign(keyFor(secret));
			return { authorization: `Bearer ${token}` };
		},
		async accepts({ secret, headers, body }) {
			const key = keys.privateKey === undefined ? Buffer.from(secret) : createPublicKey(secret);
			const { payload } = await jwtVerify(headers.authorization.replace(/^Bearer /, ''), key, {
				algorithms: [alg],
				clockTolerance: 300,
			});
			refuseUnless(payload.payload_hash === digestOf(body));
		},
		// What has no nbf is good before its iat for this library.
		isLaxer: (at) => at > NOW + 300_000,
		runs: 100,
	} satisfies Library;
}

const libraries: Library[] = [
	{
		name: 'standardwebhooks',
		scheme: standardWebhooks,
		secrets: standardSecret,
		sign: ({ secret, id, at, body }) =>
			standardHeaders(id, at, new StandardWebhook(secret).sign(id, new Date(at), body)),
		accepts: ({ secret, headers, body }) => new StandardWebhook(secret).verify(body, headers),
	},
	{
		name: 'svix',
		scheme: standardWebhooks,
		secrets: standardSecret,
		sign({ secret, id, at, body }) {
			const {
				'webhook-id': name,
				'webhook-timestamp': time,
				'webhook-signature': signature,
			} = standardHeaders(id, at, new SvixWebhook(secret).sign(id, new Date(at), body));
			return { 'svix-id': name, 'svix-timestamp': time, 'svix-signature': signature };
		},
		accepts: ({ secret, headers, body }) => new SvixWebhook(secret).verify(body, headers),
	},
	{
		name: 'openai',
		scheme: openAi,
		secrets: fc.oneof(standardSecret, text),
		// The library verifies only; what it is to accept is signed as its documentation says.
		sign({ secret, id, at, body }) {
			const key = secret.startsWith('whsec_') ? Buffer.from(secret.slice(6), 'base64') : secret;
			const digest = createHmac('sha256', key)
				.update(`${id}.${seconds(at)}.${body}`)
				.digest('base64');
			return standardHeaders(id, at, `v1,${digest}`);
		},
		accepts: ({ secret, headers, body }) =>
			new OpenAI({ apiKey: 'sk', webhookSecret: secret }).webhooks.verifySignature(body, headers),
	},
	{
		name: 'stripe',
		scheme: stripe,
		secrets: text,
		sign: ({ secret, at, body }) => ({
			'stripe-signature': stripeClient.webhooks.generateTestHeaderString({
				payload: body,
				secret,
				timestamp: seconds(at),
			}),
		}),
		accepts: ({ secret, headers, body }) =>
			stripeClient.webhooks.constructEvent(body, headers['stripe-signature'], secret),
		// It does not refuse what comes from the future.
		isLaxer: (at) => at > NOW + 300_000,
	},
	{
		name: '@octokit/webhooks-methods',
		scheme: gitHub,
		secrets: text,
		sign: async ({ secret, body }) => ({ 'x-hub-signature-256': await octokit.sign(secret, body) }),
		async accepts({ secret, headers, body }) {
			refuseUnless(await octokit.verify(secret, body, headers['x-hub-signature-256']));
		},
	},
	{
		name: 'twilio, forms',
		scheme: twilio,
		secrets: text,
		bodies: forms,
		sign: ({ secret, body }) => ({
			'x-twilio-signature': getExpectedTwilioSignature(secret, URL_OF_NODE, fieldsOf(body)),
		}),
		accepts: ({ secret, headers, body, url }) =>
			refuseUnless(validateRequest(secret, headers['x-twilio-signature'], url, fieldsOf(body))),
	},
	{
		name: 'twilio, JSON',
		scheme: twilio,
		secrets: text,
		urlFor: (body) => `${URL_OF_NODE}&bodySHA256=${digestOf(body)}`,
		sign: ({ secret, body }) => ({
			'x-twilio-signature': getExpectedTwilioSignature(secret, `${URL_OF_NODE}&bodySHA256=${digestOf(body)}`, {}),
		}),
		accepts: ({ secret, headers, body, url }) =>
			refuseUnless(validateRequestWithBody(secret, headers['x-twilio-signature'], url, body)),
	},
	{
		name: 'square',
		scheme: squareScheme,
		secrets: text,
		// The library verifies only; what it is to accept is signed as its documentation says.
		sign: ({ secret, body }) => ({
			'x-square-hmacsha256-signature': createHmac('sha256', secret).update(URL_OF_NODE).update(body).digest('base64'),
		}),
		async accepts({ secret, headers, body, url }) {
			const signatureHeader = headers['x-square-hmacsha256-signature'];
			const received = { requestBody: body, signatureHeader, signatureKey: secret, notificationUrl: url };
			refuseUnless(await square.verifySignature(received));
		},
	},
	{
		name: '@sendgrid/eventwebhook',
		scheme: sendGrid,
		...ecKeys,
		// The library verifies only; what it is to accept is signed with node:crypto.
		sign: ({ secret, at, body }) => ({
			'x-twilio-email-event-webhook-timestamp': String(seconds(at)),
			'x-twilio-email-event-webhook-signature': sign(
				'sha256',
				Buffer.from(`${seconds(at)}${body}`),
				ecKeys.privateKey(secret),
			).toString('base64'),
		}),
		accepts({ secret, headers, body }) {
			const library = new EventWebhook();
			const key = library.convertPublicKeyToECDSA(secret);
			const signature = headers['x-twilio-email-event-webhook-signature'];
			refuseUnless(library.verifySignature(key, body, signature, headers['x-twilio-email-event-webhook-timestamp']));
		},
		// It checks no time.
		isLaxer: outOfTolerance,
		runs: 10,
	},
	jwtLibrary('HS256', 'hmacSha256', {}),
	jwtLibrary('RS256', 'rsaSha256', rsaKeys),
	jwtLibrary('ES256', 'ecdsaSha256', ecKeys),
];

beforeEach(() => {
	jest.useFakeTimers({ now: NOW, doNotFake: ['setImmediate', 'nextTick', 'queueMicrotask'] });
});
afterEach(() => {
	jest.useRealTimers();
});

const bodies = fc.dictionary(fc.string({ unit: 'grapheme' }), fc.jsonValue()).map((value) => JSON.stringify(value));
const ids = fc.stringMatching(/^msg_[A-Za-z0-9]{1,27}$/);
/** Within the tolerance, at its edges, and beyond. */
const times = fc
	.oneof(fc.integer({ min: -400, max: 400 }), fc.constantFrom(-301, -300, 0, 300, 301))
	.map((offset) => NOW + offset * 1000);

const kernelAccepts = ({ scheme }: Library, { secret, headers, body, url }: Received) =>
	verifyDelivery(
		{ ...definitionOf(scheme), anyBody: true },
		{ body: Buffer.from(body), headers, url },
		{ secrets: [secret], events: ['*'], maxAge: 0, now: Date.now() },
	).outcome === 'accepted';

async function libraryAccepts(library: Library, received: Received): Promise<boolean> {
	try {
		await library.accepts(received);
		return true;
	} catch {
		return false;
	}
}

/** What the library signs, or was made to sign, as it is received. */
async function signedByLibrary(
	library: Library,
	secret: string,
	id: string,
	at: number,
	body: string,
): Promise<Received> {
	const headers = await library.sign({ secret, id, at, body });
	return { secret, headers, body, url: library.urlFor?.(body) ?? URL_OF_NODE };
}

describe.each(libraries)('$name', (library) => {
	const { secrets, bodies: bodiesOf = bodies, isLaxer = () => false, signingKey = (secret) => secret } = library;
	const runs = { numRuns: library.runs ?? RUNS };

	it('signs what the kernel accepts, whenever the library itself does', async () => {
		await fc.assert(
			fc.asyncProperty(secrets, ids, times, bodiesOf, async (secret, id, at, body) => {
				fc.pre(!isLaxer(at));
				const received = await signedByLibrary(library, secret, id, at, body);
				expect(kernelAccepts(library, received)).toBe(await libraryAccepts(library, received));
			}),
			runs,
		);
	});

	it('accepts what the kernel signs, whenever the kernel itself does', async () => {
		await fc.assert(
			fc.asyncProperty(secrets, ids, times, bodiesOf, async (secret, id, at, body) => {
				fc.pre(!isLaxer(at));
				const unsigned = { body: Buffer.from(body), secret: signingKey(secret), id, now: at, url: URL_OF_NODE };
				const { headers, url } = signDelivery(library.scheme, unsigned);
				const received = { secret, headers, body, url };
				expect(await libraryAccepts(library, received)).toBe(kernelAccepts(library, received));
			}),
			runs,
		);
	});

	it('refuses what the kernel refuses: another body, another secret, another header', async () => {
		const spoiled = fc.constantFrom('body', 'secret', 'digit', 'cut', 'empty', 'spaces');
		await fc.assert(
			fc.asyncProperty(secrets, secrets, ids, bodiesOf, spoiled, async (secret, another, id, body, what) => {
				const original = await signedByLibrary(library, secret, id, NOW, body);
				const name = library.scheme.places.find((header) => header in original.headers) as string;
				const signature = original.headers[name];
				const values: Record<string, string> = {
					digit: `${signature.slice(0, -6)}${signature.at(-6) === '0' ? '1' : '0'}${signature.slice(-5)}`,
					cut: signature.slice(0, -8),
					empty: '',
					spaces: '   ',
				};
				fc.pre(what !== 'secret' || secret !== another);
				const received = {
					...original,
					headers: { ...original.headers, [name]: values[what] ?? signature },
					...(what === 'secret' && { secret: another }),
					...(what === 'body' && { body: `${body}0` }),
				};
				expect(await libraryAccepts(library, received)).toBe(false);
				expect(kernelAccepts(library, received)).toBe(false);
			}),
			runs,
		);
	});
});

describe('the kernel is stricter than', () => {
	const secret = `whsec_${Buffer.alloc(32, 1).toString('base64')}`;
	const body = '{"type":"t"}';
	const digest = (content: string) => createHmac('sha256', Buffer.alloc(32, 1)).update(content).digest('base64');
	const find = (name: string) => libraries.find((library) => library.name === name) as Library;

	it.each([
		[
			'standardwebhooks, which reads a number at the beginning of a timestamp',
			'standardwebhooks',
			'1700000000s',
			'1700000000',
		],
		['openai, which reads a number at the beginning of a timestamp', 'openai', '1700000000s', '1700000000s'],
		['openai, which reads signs', 'openai', '+1700000000', '+1700000000'],
	])('%s', async (_, name, timestamp, signed) => {
		const headers = {
			'webhook-id': 'msg_1',
			'webhook-timestamp': timestamp,
			'webhook-signature': `v1,${digest(`msg_1.${signed}.${body}`)}`,
		};
		expect(await libraryAccepts(find(name), { secret, headers, body, url: URL_OF_NODE })).toBe(true);
		expect(kernelAccepts(find(name), { secret, headers, body, url: URL_OF_NODE })).toBe(false);
	});

	it('openai, which signs nothing in front of the timestamp where the id is empty', async () => {
		const headers = {
			'webhook-id': '',
			'webhook-timestamp': '1700000000',
			'webhook-signature': `v1,${digest(`1700000000.${body}`)}`,
		};
		expect(await libraryAccepts(find('openai'), { secret, headers, body, url: URL_OF_NODE })).toBe(true);
		expect(kernelAccepts(find('openai'), { secret, headers, body, url: URL_OF_NODE })).toBe(false);
	});

	it('openai, which accepts a secret of any length', async () => {
		const short = `whsec_${Buffer.alloc(8, 1).toString('base64')}`;
		const headers = await find('openai').sign({ secret: short, id: 'msg_1', at: NOW, body });
		expect(await libraryAccepts(find('openai'), { secret: short, headers, body, url: URL_OF_NODE })).toBe(true);
		expect(kernelAccepts(find('openai'), { secret: short, headers, body, url: URL_OF_NODE })).toBe(false);
	});

	it('stripe, which does not refuse what comes from the future', async () => {
		const headers = await find('stripe').sign({ secret, id: '', at: NOW + 3_600_000, body });
		expect(await libraryAccepts(find('stripe'), { secret, headers, body, url: URL_OF_NODE })).toBe(true);
		expect(kernelAccepts(find('stripe'), { secret, headers, body, url: URL_OF_NODE })).toBe(false);
	});
});
