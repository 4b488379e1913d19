/** The Signed Webhook Trigger in n8n-core's webhook context: key sets, users, handshakes, rotation. */
import { generateKeyPairSync, randomUUID } from 'node:crypto';

import type { INodeParameters } from 'n8n-workflow';

import {
	FAL_USER,
	type KeySetServer,
	sendAs,
	simulatedSender,
	simulatedSenders,
	startKeySetServer,
} from '../../simulator/senders/index.mts';
import { letTimePass } from '../triggers/support/clock.mts';
import { collectWarnings } from '../triggers/support/warnings.mts';
import { closeReceivers, listen, trigger } from './support/receiver.mts';

let keySet: KeySetServer;

beforeEach(async () => {
	keySet = await startKeySetServer();
});

afterEach(async () => {
	jest.restoreAllMocks();
	await closeReceivers();
	await keySet.close();
});

const DAY = 86_400_000;

const now = () => new Date(Date.now());

const send = async (value: string, url: string, options = {}) => {
	const sender = simulatedSender(value);
	return await sendAs(sender, url, sender.deliveries(randomUUID(), now())[0].body, { now: now(), ...options });
};

describe('each sender', () => {
	it.each(simulatedSenders.map(({ value, secret }) => [value, secret]))(
		'%s is received with its secret',
		async (value, secret) => {
			const options = value === 'fal' ? { keySetUrl: keySet.url } : {};
			const { host, url } = await listen(
				{ sender: value, options },
				value === 'fal' ? undefined : { webhookSecret: secret },
			);
			expect(await send(value, url)).toEqual({ status: 200, body: '{"received":true}' });
			expect(await send(value, url, { unsigned: true })).toMatchObject({ status: 401 });
			expect(host.executions).toHaveLength(1);
		},
	);
});

describe('the previous secret', () => {
	it('is accepted as well', async () => {
		const { secret } = simulatedSender('mux');
		const { url } = await listen({ sender: 'mux' }, { webhookSecret: 'the-new-secret', previousSecret: secret });
		expect(await send('mux', url)).toMatchObject({ status: 200 });
		expect(await send('mux', url, { secret: 'the-new-secret' })).toMatchObject({ status: 200 });
		expect(await send('mux', url, { secret: 'another-secret' })).toMatchObject({ status: 401 });
	});
});

it('accepts no secret from the static data of the workflow, where none of these triggers puts one', async () => {
	const { secret } = simulatedSender('mux');
	const { url, setUp, host } = await listen({ sender: 'mux' }, { webhookSecret: 'the-secret-of-the-credential' });
	const own = `https://n8n.example.com/webhook/${setUp.node.webhookId}/webhook`;
	setUp.staticData.global = { [`${setUp.node.id}:production`]: { url: own, endpointId: 'wh_1', secret } };
	expect(await send('mux', url)).toMatchObject({ status: 401 });
	expect(host.executions).toEqual([]);
});

describe('published keys', () => {
	const other = Buffer.alloc(32, 9).toString('base64');
	const fal = async (options: INodeParameters = {}) =>
		await listen({ sender: 'fal', options: { keySetUrl: keySet.url, ...options } });

	it('are fetched once for many deliveries, and again after a day', async () => {
		const { url } = await fal();
		for (let count = 0; count < 3; count++) expect(await send('fal', url)).toMatchObject({ status: 200 });
		expect(keySet.requests).toBe(1);
		letTimePass(DAY + 1);
		expect(await send('fal', url)).toMatchObject({ status: 200 });
		expect(keySet.requests).toBe(2);
	});

	it('are fetched anew where none matches, at most once a minute', async () => {
		const { url } = await fal();
		await send('fal', url);
		letTimePass(60_001);
		keySet.secrets = [other];
		expect(await send('fal', url, { secret: other })).toMatchObject({ status: 200 });
		const { requests } = keySet;
		const forger = Buffer.alloc(32, 1).toString('base64');
		for (let count = 0; count < 5; count++)
			expect(await send('fal', url, { secret: forger })).toMatchObject({ status: 401 });
		expect(keySet.requests).toBe(requests);
	});

	it('that were fetched a moment ago refuse a forgery, rather than putting it off', async () => {
		const { url } = await fal();
		await send('fal', url);
		expect(await send('fal', url, { secret: other })).toMatchObject({ status: 401 });
	});

	it.each([
		['fails', { status: 500 }],
		['redirects', { status: 302, location: 'http://127.0.0.1:1/' }],
		['is no key set', { status: 200, body: '<html>' }],
		['is too large', { status: 200, body: JSON.stringify({ keys: [], padding: 'x'.repeat(70_000) }) }],
	])('put deliveries off where the address %s', async (_name, instead) => {
		const warnings = collectWarnings();
		keySet.instead = instead;
		const { host, url } = await fal();
		expect(await send('fal', url)).toMatchObject({ status: 503 });
		expect(host.executions).toEqual([]);
		expect(warnings.join()).toContain(keySet.url);
	});

	it('are not fetched over http from elsewhere', async () => {
		const warnings = collectWarnings();
		const { url } = await fal({ keySetUrl: 'http://example.com/jwks.json' });
		expect(await send('fal', url)).toMatchObject({ status: 503 });
		expect(warnings.join()).toContain('https://');
	});

	it('verify what is for the chosen user only', async () => {
		const mine = await fal({ userId: FAL_USER });
		expect(await send('fal', mine.url)).toMatchObject({ status: 200 });
		const foreign = await fal({ userId: 'user_2' });
		expect(await send('fal', foreign.url)).toMatchObject({ status: 401 });
		expect(foreign.host.executions).toEqual([]);
	});
});

describe('any other service', () => {
	const slack = {
		sender: 'custom',
		signatureHeader: 'X-Slack-Signature',
		signaturePrefix: 'v0=',
		signedContent: 'v0:{timestamp}:{body}',
		timestampHeader: 'X-Slack-Request-Timestamp',
	};
	const challenge = async (url: string) => {
		const body = JSON.stringify({ type: 'url_verification', challenge: 'abc123' });
		const response = await fetch(url, { method: 'POST', headers: { 'content-type': 'application/json' }, body });
		return { status: response.status, body: await response.text() };
	};

	it('that is known to send a challenge gets it back, which starts nothing', async () => {
		const { host, url } = await listen(slack, { webhookSecret: 'a-signing-secret' });
		expect(await challenge(url)).toEqual({ status: 200, body: 'abc123' });
		expect(host.executions).toEqual([]);
	});

	it('that is not known to send one does not', async () => {
		const { url } = await listen(
			{ sender: 'custom', signatureHeader: 'X-Signature' },
			{ webhookSecret: 'a-signing-secret' },
		);
		expect(await challenge(url)).toMatchObject({ status: 401 });
	});

	it('whose settings cannot work is refused when the workflow is published, and puts deliveries off', async () => {
		const { hooks, url } = await listen(
			{ sender: 'custom', signedContent: '{host}{body}' },
			{ webhookSecret: 'a-signing-secret' },
		);
		const { create } = trigger.webhookMethods.default;
		await expect(create.call(hooks)).rejects.toThrow('{host}');
		expect(await challenge(url)).toMatchObject({ status: 503 });
	});
});

describe('publishing', () => {
	const { create } = trigger.webhookMethods.default;

	it('is refused where the secret cannot be one of the sender', async () => {
		const { hooks } = await listen({ sender: 'replicate' }, { webhookSecret: 'too-short-for-this' });
		await expect(create.call(hooks)).rejects.toThrow(/Replicate.*24 bytes/);
	});

	const pem = generateKeyPairSync('ed25519').publicKey.export({ format: 'pem', type: 'spki' }).toString();
	const custom = (settings: INodeParameters) => ({ sender: 'custom', signatureHeader: 'X-Signature', ...settings });
	const paystack = custom({ algorithm: 'hmacSha512' });
	const ed25519 = custom({ algorithm: 'ed25519' });

	it.each<[string, INodeParameters, string]>([
		['the API key that Paystack signs with', paystack, 'sk_live_0123456789abcdef'],
		['a text with blanks and umlauts', custom({}), 'ein längerer Text mit Lücken'],
		['a long text', custom({}), 'ab'.repeat(500)],
		['a PEM', ed25519, pem],
		['a PEM of one line', ed25519, pem.replaceAll('\n', ' ')],
		['a DER in base64', ed25519, pem.split('\n')[1]],
		[
			'the 32 bytes of an Ed25519 key in base64',
			ed25519,
			Buffer.from(pem.split('\n')[1], 'base64').subarray(-32).toString('base64'),
		],
	])('takes %s', async (_, parameters, webhookSecret) => {
		const { hooks } = await listen(parameters, { webhookSecret });
		expect(await create.call(hooks)).toBe(true);
	});

	it.each<[string, INodeParameters, string, RegExp]>([
		['no hex', custom({ keyEncoding: 'hex' }), 'not a hex key', /is not hex/],
		['no base64', custom({ keyEncoding: 'base64' }), 'MfKQ9r8G KYqrTwjU', /is not base64/],
		['the key of nobody', custom({ algorithm: 'ed25519', keyEncoding: 'hex' }), '00'.repeat(32), /no Ed25519 key/],
		['in quotes', custom({}), '"quoted secret"', /in quotes/],
		['masked', custom({}), '••••••••••••', /masked/],
		[
			'an API key that its sender does not sign with',
			{ sender: 'replicate' },
			'sk_live_0123456789abcdef',
			/an API key/,
		],
	])('refuses a secret that is %s, the previous one as well', async (_, parameters, webhookSecret, problem) => {
		const { hooks } = await listen(parameters, { webhookSecret });
		await expect(create.call(hooks)).rejects.toThrow(problem);
		const good = { webhookSecret: parameters.algorithm === 'ed25519' ? pem : 'MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw' };
		if (parameters.keyEncoding === 'hex' && parameters.algorithm === undefined) good.webhookSecret = 'ab'.repeat(32);
		const rotating = await listen(parameters, { ...good, previousSecret: webhookSecret });
		await expect(create.call(rotating.hooks)).rejects.toThrow(/The Previous Secret/);
	});

	it('needs no credential where the sender publishes its keys', async () => {
		const { hooks } = await listen({ sender: 'fal' });
		expect(await create.call(hooks)).toBe(true);
	});
});
