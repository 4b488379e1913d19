/**
 * The kernel and the libraries that senders recommend agree: each verifies what the other signs, and refuses what the
 * other refuses, except for what each library accepts beyond the sender's own specification.
 */
import { createHmac } from 'node:crypto';

import * as octokit from '@octokit/webhooks-methods';
import fc from 'fast-check';
import OpenAI from 'openai';
import { Webhook as StandardWebhook } from 'standardwebhooks';
import Stripe from 'stripe';
import { Webhook as SvixWebhook } from 'svix';

import type { SignatureScheme } from '../../../nodes/shared/delivery/scheme.ts';
import { signDelivery } from '../../../nodes/shared/delivery/sign.ts';
import { verifyDelivery } from '../../../nodes/shared/delivery/verify.ts';
import { definitionOf, gitHub, openAi, standardWebhooks, stripe } from '../../support/schemes.mts';

type Headers = Record<string, string>;

interface Library {
	name: string;
	scheme: SignatureScheme;
	secrets: fc.Arbitrary<string>;
	sign: (sent: { secret: string; id: string; at: number; body: string }) => Headers | Promise<Headers>;
	/** Whether the library accepts a delivery. The libraries refuse by throwing. */
	accepts: (received: { secret: string; headers: Headers; body: string }) => unknown;
}

const RUNS = { numRuns: 300 };
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
	},
	{
		name: '@octokit/webhooks-methods',
		scheme: gitHub,
		secrets: text,
		sign: async ({ secret, body }) => ({ 'x-hub-signature-256': await octokit.sign(secret, body) }),
		async accepts({ secret, headers, body }) {
			if (!(await octokit.verify(secret, body, headers['x-hub-signature-256']))) throw new Error('refused');
		},
	},
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

const kernelAccepts = ({ scheme }: Library, secret: string, headers: Headers, body: string) =>
	verifyDelivery(
		definitionOf(scheme),
		{ body: Buffer.from(body), headers },
		{ secrets: [secret], events: ['*'], maxAge: 0, now: Date.now() },
	).outcome === 'accepted';

async function libraryAccepts(library: Library, secret: string, headers: Headers, body: string): Promise<boolean> {
	try {
		await library.accepts({ secret, headers, body });
		return true;
	} catch {
		return false;
	}
}

/** Stripe does not refuse what comes from the future. */
const isLaxer = ({ name }: Library, at: number) => name === 'stripe' && at > NOW + 300_000;

describe.each(libraries)('$name', (library) => {
	it('signs what the kernel accepts, whenever the library itself does', async () => {
		await fc.assert(
			fc.asyncProperty(library.secrets, ids, times, bodies, async (secret, id, at, body) => {
				const headers = await library.sign({ secret, id, at, body });
				const expected = await libraryAccepts(library, secret, headers, body);
				fc.pre(!isLaxer(library, at));
				expect(kernelAccepts(library, secret, headers, body)).toBe(expected);
			}),
			RUNS,
		);
	});

	it('accepts what the kernel signs, whenever the kernel itself does', async () => {
		await fc.assert(
			fc.asyncProperty(library.secrets, ids, times, bodies, async (secret, id, at, body) => {
				const headers = signDelivery(library.scheme, { body: Buffer.from(body), secret, id, now: at }).headers;
				fc.pre(!isLaxer(library, at));
				expect(await libraryAccepts(library, secret, headers, body)).toBe(
					kernelAccepts(library, secret, headers, body),
				);
			}),
			RUNS,
		);
	});

	it('refuses what the kernel refuses: another body, another secret, another header', async () => {
		const spoiled = fc.constantFrom('body', 'secret', 'digit', 'cut', 'empty', 'spaces');
		await fc.assert(
			fc.asyncProperty(library.secrets, ids, bodies, spoiled, async (secret, id, body, what) => {
				const headers = await library.sign({ secret, id, at: NOW, body });
				const name = library.scheme.places.find((header) => header in headers) as string;
				const signature = headers[name];
				const values: Record<string, string> = {
					digit: `${signature.slice(0, -6)}${signature.at(-6) === '0' ? '1' : '0'}${signature.slice(-5)}`,
					cut: signature.slice(0, -8),
					empty: '',
					spaces: '   ',
				};
				const changed = { ...headers, [name]: values[what] ?? signature };
				const other = secret.startsWith('whsec_') ? `whsec_${Buffer.alloc(32, 9).toString('base64')}` : `${secret}x`;
				const received = [what === 'secret' ? other : secret, changed, what === 'body' ? `${body} ` : body] as const;
				expect(await libraryAccepts(library, ...received)).toBe(false);
				expect(kernelAccepts(library, ...received)).toBe(false);
			}),
			RUNS,
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
		expect(await libraryAccepts(find(name), secret, headers, body)).toBe(true);
		expect(kernelAccepts(find(name), secret, headers, body)).toBe(false);
	});

	it('openai, which signs nothing in front of the timestamp where the id is empty', async () => {
		const headers = {
			'webhook-id': '',
			'webhook-timestamp': '1700000000',
			'webhook-signature': `v1,${digest(`1700000000.${body}`)}`,
		};
		expect(await libraryAccepts(find('openai'), secret, headers, body)).toBe(true);
		expect(kernelAccepts(find('openai'), secret, headers, body)).toBe(false);
	});

	it('openai, which accepts a secret of any length', async () => {
		const short = `whsec_${Buffer.alloc(8, 1).toString('base64')}`;
		const headers = await find('openai').sign({ secret: short, id: 'msg_1', at: NOW, body });
		expect(await libraryAccepts(find('openai'), short, headers, body)).toBe(true);
		expect(kernelAccepts(find('openai'), short, headers, body)).toBe(false);
	});

	it('stripe, which does not refuse what comes from the future', async () => {
		const headers = await find('stripe').sign({ secret, id: '', at: NOW + 3_600_000, body });
		expect(await libraryAccepts(find('stripe'), secret, headers, body)).toBe(true);
		expect(kernelAccepts(find('stripe'), secret, headers, body)).toBe(false);
	});
});
