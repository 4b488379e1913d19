/** Senders that publish their keys or certificates, over HTTP, with hosts on loopback that stand for the internet. */
import { generateKeyPairSync } from 'node:crypto';

import type { INodeParameters, IWebhookFunctions } from 'n8n-workflow';

import {
	jwks,
	type PublishedSender,
	publishedSenders,
	rs256,
	SNS_CERTIFICATE,
	SNS_HOST,
	SNS_TOPIC,
	snsMessage,
} from '../../support/documented/published.mts';
import type { SignedRequest } from '../../support/documented/row.mts';
import { type Internet, startInternet } from '../../support/internet.mts';
import { makeExecuteContext } from '../support/n8n-contexts.mts';
import { letTimePass } from '../triggers/support/clock.mts';
import { collectWarnings } from '../triggers/support/warnings.mts';
import { closeReceivers, listen, type Receiver, trigger } from './support/receiver.mts';
// After the clock, which the node takes hold of when it is loaded.
import { SignedWebhook } from '../../../nodes/SignedWebhook/SignedWebhook.node.ts';

const RECEIVED = { status: 200, body: '{"received":true}' };
const DUPLICATE = { status: 200, body: '{"received":true,"duplicate":true}' };
const UNAUTHORIZED = { status: 401 };
const DAY = 86_400_000;

let internet: Internet;
let warnings: string[];

beforeEach(async () => {
	// What a test before has fetched is forgotten.
	letTimePass(2 * DAY);
	warnings = collectWarnings();
	internet = await startInternet();
});

afterEach(async () => {
	jest.restoreAllMocks();
	await closeReceivers();
	await internet.close();
});

const publish = ({ published }: PublishedSender) => {
	for (const [address, answer] of Object.entries(published)) internet.publish(address, answer);
};

const receive = async (parameters: INodeParameters): Promise<Receiver> =>
	await listen(parameters, undefined, {
		async webhook(this: IWebhookFunctions) {
			return await trigger.webhook.call(internet.connect(this));
		},
	});

const listenFor = async (sender: PublishedSender, options = sender.options) =>
	await receive({ sender: sender.value, options });

const made = (sender: PublishedSender, { publicUrl: url }: Receiver, changes = {}) =>
	sender.deliver({ url, now: Date.now(), id: 'id-1', ...changes });

const withOtherBody = ({ body, ...request }: SignedRequest): SignedRequest => {
	const changed = Buffer.from(body);
	const at = changed.indexOf(':"') + 2;
	// In a token, another letter of its claims.
	changed[at > 1 ? at : changed.length >> 1] ^= 1;
	return { ...request, body: changed };
};

const node = new SignedWebhook();
const verify = async (sender: PublishedSender, { headers, body, url }: SignedRequest, options = sender.options) => {
	const context = makeExecuteContext({
		nodeType: node,
		parameters: {
			...{ resource: 'webhook', operation: 'verifySignature', sender: sender.value, onMismatch: 'continue', options },
			...{ inputType: 'text', text: body.toString(), headers: JSON.stringify(headers), url },
		},
	});
	const [[{ json }]] = await node.execute.call(internet.connect(context));
	return json;
};

const { create } = trigger.webhookMethods.default;

describe.each(Object.values(publishedSenders()))('$value', (sender) => {
	beforeEach(() => publish(sender));

	it('is received as its documentation says, once', async () => {
		const receiver = await listenFor(sender);
		const request = made(sender, receiver);
		expect(await receiver.send(request)).toEqual(RECEIVED);
		expect(await receiver.send(request)).toEqual(DUPLICATE);
		expect(receiver.items).toMatchObject([[{ provider: sender.value, ...sender.expected }]]);
		expect(internet.requested).toEqual(Object.keys(sender.published));
	});

	it('is refused with another key', async () => {
		const receiver = await listenFor(sender);
		expect(await receiver.send(made(sender, receiver, { forged: true }))).toMatchObject(UNAUTHORIZED);
		expect(receiver.items).toEqual([]);
		for (const address of internet.requested) expect(Object.keys(sender.published)).toContain(address);
	});

	if (sender.bindsBody) {
		it('is refused with another body', async () => {
			const receiver = await listenFor(sender);
			expect(await receiver.send(withOtherBody(made(sender, receiver)))).toMatchObject(UNAUTHORIZED);
			expect(receiver.items).toEqual([]);
		});
	}

	it('is refused when it is stale', async () => {
		const receiver = await listenFor(sender);
		const request = made(sender, receiver, { now: Date.now() - sender.staleAfter - 1_000 });
		expect(await receiver.send(request)).toMatchObject(UNAUTHORIZED);
		expect(receiver.items).toEqual([]);
	});

	it('is verified behind another node as well', async () => {
		const url = 'https://n8n.example.com/webhook/b5f1c3f0';
		const request = sender.deliver({ url, now: Date.now(), id: 'id-1' });
		expect(await verify(sender, request)).toMatchObject({ valid: true, key: 'published', event: sender.expected });
		expect(await verify(sender, withOtherBody(request))).toMatchObject({ valid: !sender.bindsBody });
		if (!sender.namesCustomer) return;
		const foreign = sender.deliver({ url, now: Date.now(), id: 'id-1', customer: `${customerOf(sender)}x` });
		expect(await verify(sender, foreign)).toMatchObject({ valid: false, event: null });
		await expect(verify(sender, request, {})).rejects.toMatchObject({
			description: expect.stringMatching(/^Fill in /) as string,
		});
	});

	if (sender.namesCustomer) {
		it('is refused where it is signed for another customer', async () => {
			const receiver = await listenFor(sender);
			const customer = `${customerOf(sender)}x`;
			expect(await receiver.send(made(sender, receiver, { customer }))).toMatchObject(UNAUTHORIZED);
			expect(receiver.items).toEqual([]);
		});

		it.each(Object.keys(sender.options))('is not published without %s, and refuses everything then', async (option) => {
			const { [option]: _, ...options } = sender.options;
			const receiver = await listenFor(sender, options);
			await expect(create.call(receiver.hooks)).rejects.toThrow(/Fill in /);
			expect(await receiver.send(made(sender, receiver))).toMatchObject(UNAUTHORIZED);
			expect(receiver.items).toEqual([]);
			expect(await create.call((await listenFor(sender)).hooks)).toBe(true);
		});
	}

	it('is put off while its host is away', async () => {
		for (const address of Object.keys(sender.published)) {
			internet.publish(address, (_request, response) => response.writeHead(500).end());
		}
		const receiver = await listenFor(sender);
		expect(await receiver.send(made(sender, receiver))).toMatchObject({ status: 503 });
		expect(receiver.items).toEqual([]);
	});
});

function customerOf({ options }: PublishedSender): string {
	return options.userId ?? options.topicArn ?? options.webhookId ?? '';
}

describe('Fal, which may be received for any user,', () => {
	it('is published with a warning', async () => {
		const { hooks } = await receive({ sender: 'fal' });
		expect(await create.call(hooks)).toBe(true);
		expect(warnings.join()).toMatch(/Fal signs with the same keys.*User ID/);
	});
});

describe('a customer of Kinde', () => {
	it('has to say where the keys are', async () => {
		const { hooks } = await receive({ sender: 'kinde' });
		await expect(create.call(hooks)).rejects.toThrow(/Key Set URL/);
	});
});

describe('a token of Google', () => {
	const sender = publishedSenders().googlePubSub;

	it('may come with several messages, each of which is an event', async () => {
		publish(sender);
		const receiver = await listenFor(sender);
		const now = Date.now();
		const [first, second] = ['id-1', 'id-2'].map((id) => made(sender, receiver, { id, now }));
		expect(first.headers.Authorization).toBe(second.headers.Authorization);
		expect(await receiver.send(first)).toEqual(RECEIVED);
		expect(await receiver.send(second)).toEqual(RECEIVED);
	});

	it.each([
		{ iss: 'https://evil.example.com' },
		{ email_verified: false },
		{ email_verified: 'true' },
		{ aud: 'other' },
	])('with %j is refused', async (claims) => {
		const { privateKey } = generateKeyPairSync('rsa', { modulusLength: 2048 });
		internet.publish(Object.keys(sender.published)[0], jwks(privateKey));
		const receiver = await listenFor(sender);
		const iat = Math.floor(Date.now() / 1000);
		const usual = { iss: 'https://accounts.google.com', email_verified: true, exp: iat + 3_600 };
		const own = { aud: sender.options.audience, email: sender.options.userId };
		const send = async (changes: object) => {
			const Authorization = `Bearer ${rs256({ ...usual, ...own, ...changes }, privateKey)}`;
			const request = made(sender, receiver);
			return await receiver.send({ ...request, headers: { ...request.headers, Authorization } });
		};
		expect(await send(claims)).toMatchObject(UNAUTHORIZED);
		expect(await send({})).toEqual(RECEIVED);
	});
});

describe('Amazon SNS', () => {
	const sender = publishedSenders().amazonSns;
	const confirmation = `${SNS_HOST}/?Action=ConfirmSubscription&TopicArn=${SNS_TOPIC}&Token=t0ken`;
	const message = (changes: Record<string, string> = {}, key = sender.own) => ({
		method: 'POST',
		headers: { 'Content-Type': 'text/plain; charset=UTF-8' },
		body: snsMessage(
			{
				Type: 'SubscriptionConfirmation',
				MessageId: 'm-1',
				Message: 'You have chosen to subscribe.\nTo confirm it, visit the SubscribeURL.',
				Token: 't0ken',
				TopicArn: SNS_TOPIC,
				SubscribeURL: confirmation,
				Timestamp: new Date(Date.now()).toISOString(),
				SigningCertURL: SNS_CERTIFICATE,
				...changes,
			},
			key,
		),
	});

	beforeEach(() => {
		publish(sender);
		internet.publish(confirmation, '<ConfirmSubscriptionResponse/>');
	});

	it('has its subscription confirmed by one request, and starts nothing with it', async () => {
		const receiver = await listenFor(sender);
		for (let count = 0; count < 3; count++) {
			expect(await receiver.send({ ...message(), url: receiver.publicUrl })).toEqual({ status: 200, body: '' });
		}
		expect(internet.requested).toEqual([SNS_CERTIFICATE, confirmation]);
		expect(receiver.items).toEqual([]);
	});

	it.each<[string, Record<string, string>]>([
		['of another topic', { TopicArn: `${SNS_TOPIC}x` }],
		['with a certificate of another host', { SigningCertURL: 'https://sns.s3-us-west-2.amazonaws.com/a.pem' }],
		['with a certificate of another region', { SigningCertURL: SNS_CERTIFICATE.replace('eu-central-1', 'us-east-1') }],
	])('makes no request for a subscription %s', async (_, changes) => {
		const receiver = await listenFor(sender);
		expect(await receiver.send({ ...message(changes), url: receiver.publicUrl })).toMatchObject(UNAUTHORIZED);
		expect(internet.requested.filter((address) => address !== SNS_CERTIFICATE)).toEqual([]);
	});

	it('makes no request to another host, even if Amazon asks for it', async () => {
		const receiver = await listenFor(sender);
		for (const SubscribeURL of [
			'https://evil.example.com/?Action=ConfirmSubscription',
			confirmation.replace('ConfirmSubscription', 'Unsubscribe'),
			confirmation.replace('https:', 'http:'),
		]) {
			const request = { ...message({ SubscribeURL, Token: SubscribeURL.slice(0, 20) }), url: receiver.publicUrl };
			expect(await receiver.send(request)).toMatchObject({ status: 503 });
		}
		expect(internet.requested).toEqual([SNS_CERTIFICATE]);
	});

	it('is asked for certificates that nobody knows once in two seconds at the most', async () => {
		const receiver = await listenFor(sender);
		for (let count = 0; count < 20; count++) {
			const SigningCertURL = SNS_CERTIFICATE.replace('0123', `${1000 + count}`);
			await receiver.send({ ...message({ SigningCertURL }), url: receiver.publicUrl });
		}
		expect(internet.requested.length).toBeLessThanOrEqual(3);
		expect(receiver.items).toEqual([]);
	});
});

describe('any other service with a Key Set URL', () => {
	const address = 'https://keys.example.com/jwks.json';
	const rsa = generateKeyPairSync('rsa', { modulusLength: 2048 });
	const settings = (options: INodeParameters = { keySetUrl: address }) => ({
		...{ sender: 'custom', algorithm: 'rsaSha256', signatureHeader: 'Authorization', signatureFormat: 'jwt' },
		options,
	});
	const request = (url: string, key = rsa.privateKey) => ({
		method: 'POST',
		url,
		headers: { 'Content-Type': 'application/json', Authorization: rs256({ iat: Math.floor(Date.now() / 1000) }, key) },
		body: Buffer.from('{"type":"done"}'),
	});

	it.each<[string, string]>([
		['a key set with keys of several kinds', jwks(generateKeyPairSync('ed25519').privateKey, rsa.privateKey)],
		['PEM', rsa.publicKey.export({ format: 'pem', type: 'spki' }).toString()],
	])('is verified with %s', async (_, answer) => {
		internet.publish(address, answer);
		const receiver = await receive(settings());
		expect(await create.call(receiver.hooks)).toBe(true);
		expect(await receiver.send(request(receiver.publicUrl))).toEqual(RECEIVED);
		const { privateKey } = generateKeyPairSync('rsa', { modulusLength: 2048 });
		expect(await receiver.send(request(receiver.publicUrl, privateKey))).toMatchObject(UNAUTHORIZED);
		expect(receiver.items).toHaveLength(1);
	});

	it('has no shared secret published', async () => {
		const receiver = await receive({ ...settings(), algorithm: 'hmacSha256' });
		await expect(create.call(receiver.hooks)).rejects.toThrow(/anybody could sign with it/);
		expect(await receiver.send(request(receiver.publicUrl))).toMatchObject({ status: 503 });
	});

	const weak = generateKeyPairSync('rsa', { modulusLength: 1024 }).privateKey;
	const { n, e } = rsa.publicKey.export({ format: 'jwk' });
	it.each<[string, string]>([
		['is away', ''],
		['has keys of another kind', jwks(generateKeyPairSync('ed25519').privateKey)],
		['has a weak key', jwks(weak)],
		['has a shared secret', JSON.stringify({ keys: [{ kty: 'oct', k: 'c2VjcmV0' }] })],
		['has a key for encryption', JSON.stringify({ keys: [{ kty: 'RSA', n, e, use: 'enc' }] })],
		['has a key for signing alone', JSON.stringify({ keys: [{ kty: 'RSA', n, e, key_ops: ['sign'] }] })],
		['is no JSON', '<html>'],
		['is a list', '[]'],
		['is too large', JSON.stringify({ keys: [], padding: 'x'.repeat(70_000) })],
		[
			'has nothing but odd entries',
			JSON.stringify({ keys: [null, 1, 'x', [], { kty: 'RSA' }, { kty: 'EC', crv: 'P-256' }] }),
		],
	])('is put off where the set %s', async (_, answer) => {
		if (answer !== '') internet.publish(address, answer);
		const receiver = await receive(settings());
		expect(await receiver.send(request(receiver.publicUrl, weak))).toMatchObject({ status: 503 });
		expect(receiver.items).toEqual([]);
		expect(warnings.join()).toContain(address);
	});

	it('follows no redirect', async () => {
		internet.publish(address, (_request, response) => {
			response.writeHead(302, { location: 'https://evil.example.com/jwks.json' }).end();
		});
		const receiver = await receive(settings());
		expect(await receiver.send(request(receiver.publicUrl))).toMatchObject({ status: 503 });
		expect(internet.requested).toEqual([address]);
	});

	it('is put off within six seconds where the set never ends', async () => {
		internet.publish(address, (_request, response) => {
			response.writeHead(200).write('{');
		});
		const receiver = await receive(settings());
		const started = performance.now();
		expect(await receiver.send(request(receiver.publicUrl))).toMatchObject({ status: 503 });
		expect(performance.now() - started).toBeLessThan(8_000);
	});

	it('is verified with a new key at once, and with the withdrawn one no more', async () => {
		const next = generateKeyPairSync('rsa', { modulusLength: 2048 }).privateKey;
		internet.publish(address, jwks(rsa.privateKey));
		const receiver = await receive(settings());
		expect(await receiver.send(request(receiver.publicUrl))).toEqual(RECEIVED);
		letTimePass(60_001);
		internet.publish(address, jwks(next));
		expect(await receiver.send(request(receiver.publicUrl, next))).toEqual(RECEIVED);
		expect(await receiver.send(request(receiver.publicUrl))).toMatchObject(UNAUTHORIZED);
		expect(internet.requested).toEqual([address, address]);
	});
});
