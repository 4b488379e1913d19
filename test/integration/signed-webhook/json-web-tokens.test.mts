/** Senders by name whose proof is a JSON Web Token that holds a digest of the body, over HTTP. */
import { createHmac, randomUUID, sign } from 'node:crypto';

import { asPem, keyPair } from '../../support/documented/keys.mts';
import { post } from '../../support/documented/requests.mts';
import { digest } from '../../support/documented/signing.mts';
import { listen, useReceivers } from './support/receiver.mts';

const RECEIVED = { status: 200, body: '{"received":true}' };
const DUPLICATE = { status: 200, body: '{"received":true,"duplicate":true}' };

useReceivers();

const encoded = (value: unknown) => Buffer.from(JSON.stringify(value)).toString('base64url');

interface Made {
	url: string;
	body: Buffer;
	/** Seconds. */
	now: number;
}

interface TokenSender {
	value: string;
	body: string;
	/** The headers of a delivery, by its token. Without them, the token is the body. */
	headers?(token: string): Record<string, string>;
	claims(made: Made): Record<string, unknown>;
	/** Whether a token is good for any body. */
	ignoresBody?: true;
	/** Whether it signs the address. */
	signsUrl: boolean;
	/** Seconds after which a token is stale; undefined where it has no time. */
	staleAfter?: number;
	algorithm: 'HS256' | 'RS256';
	expected: Record<string, unknown>;
}

const senders: TokenSender[] = [
	{
		value: 'vonage',
		body: '{"message_uuid":"m-1","status":"delivered","timestamp":"2026-05-18T10:00:00Z"}',
		headers: (token) => ({ Authorization: `Bearer ${token}` }),
		claims: ({ body, now }) => ({
			...{ iss: 'Vonage', iat: now, jti: randomUUID(), application_id: 'app-1', api_key: 'key-1' },
			payload_hash: digest('sha256', 'hex', body),
		}),
		signsUrl: false,
		staleAfter: 600,
		algorithm: 'HS256',
		expected: { event: 'delivered', jobId: 'm-1' },
	},
	{
		value: 'messageBird',
		body: '{"type":"message.created","message":{"id":"m-1"}}',
		headers: (token) => ({ 'MessageBird-Signature-JWT': token }),
		claims: ({ url, body, now }) => ({
			...{ iss: 'MessageBird', nbf: now, iat: now, exp: now + 60, jti: randomUUID() },
			...{ url_hash: digest('sha256', 'hex', url), payload_hash: digest('sha256', 'hex', body) },
		}),
		signsUrl: true,
		staleAfter: 360,
		algorithm: 'HS256',
		expected: { event: 'message.created' },
	},
	{
		value: 'netlify',
		body: '{"id":"5a9bf5e5","state":"ready"}',
		headers: (token) => ({ 'X-Webhook-Signature': token, 'X-Netlify-Event': 'deploy_created' }),
		claims: ({ body }) => ({ iss: 'netlify', sha256: digest('sha256', 'hex', body) }),
		signsUrl: false,
		algorithm: 'HS256',
		expected: { event: 'deploy_created' },
	},
	{
		value: 'gong',
		body: '{"callData":{"metaData":{"id":"7"}}}',
		headers: (token) => ({ Authorization: `Bearer ${token}` }),
		claims: ({ url, body, now }) => ({ iat: now, webhook_url: url, body_sha256: digest('sha256', 'hex', body) }),
		signsUrl: true,
		staleAfter: 90_000,
		algorithm: 'RS256',
		expected: { event: 'notification' },
	},
	{
		value: 'liveKit',
		body: '{"event":"egress_ended","id":"EV_1"}',
		headers: (token) => ({ Authorization: token }),
		claims: ({ body, now }) => ({ iss: 'APIkey', nbf: now, exp: now + 300, sha256: digest('sha256', 'base64', body) }),
		signsUrl: false,
		staleAfter: 600,
		algorithm: 'HS256',
		expected: { event: 'egress_ended' },
	},
	{
		value: 'fusionAuth',
		body: '{"event":{"id":"e-1","type":"user.create"}}',
		headers: (token) => ({ 'X-FusionAuth-Signature-JWT': token }),
		claims: ({ body }) => ({ request_body_sha256: digest('sha256', 'base64', body) }),
		signsUrl: false,
		algorithm: 'HS256',
		expected: { event: 'user.create' },
	},
	{
		value: 'dialpad',
		body: '{"call_id":7,"state":"hangup"}',
		claims: ({ body, now }) => ({ ...(JSON.parse(body.toString()) as object), exp: now + 60 }),
		signsUrl: false,
		staleAfter: 360,
		algorithm: 'HS256',
		expected: { event: 'notification', body: expect.objectContaining({ call_id: 7 }) as object },
	},
	{
		value: 'monday',
		body: '{"event":{"type":"create_pulse","triggerUuid":"t-1","triggerTime":"2026-05-18T10:00:00.000Z"}}',
		headers: (token) => ({ Authorization: token }),
		claims: ({ url, now }) => ({ accountId: 7, userId: 8, aud: url, iat: now, exp: now + 300 }),
		ignoresBody: true,
		signsUrl: true,
		staleAfter: 600,
		algorithm: 'HS256',
		expected: { event: 'create_pulse', id: 't-1', verifiedBy: 'token' },
	},
	{
		value: 'wix',
		body: '{"eventType":"wix.ecom.v1.order_created","instanceId":"i-1","data":"{\\"entityId\\":\\"order-7\\"}"}',
		claims: ({ body, now }) => ({ data: body.toString(), iat: now, exp: now + 3_600 }),
		signsUrl: false,
		staleAfter: 3_900,
		algorithm: 'RS256',
		expected: {
			event: 'wix.ecom.v1.order_created',
			body: { eventType: 'wix.ecom.v1.order_created', instanceId: 'i-1', data: { entityId: 'order-7' } },
		},
	},
];

/** A customer: what signs for it, and what it enters. */
function customer(algorithm: TokenSender['algorithm']) {
	const secret = randomUUID();
	const pair = keyPair('rsa');
	const signature = (text: string) =>
		algorithm === 'HS256'
			? createHmac('sha256', secret).update(text).digest('base64url')
			: sign('sha256', Buffer.from(text), pair.privateKey).toString('base64url');
	return {
		webhookSecret: algorithm === 'HS256' ? secret : asPem(pair),
		token(claims: object, alg: string = algorithm): string {
			const text = `${encoded({ alg, typ: 'JWT' })}.${encoded(claims)}`;
			return `${text}.${signature(text)}`;
		},
	};
}

describe('the token of MessageBird for an empty body', () => {
	const own = customer('HS256');
	const { claims } = senders.find(({ value }) => value === 'messageBird')!;
	const deliver = (url: string, text = '') => {
		const made = { url, body: Buffer.from(''), now: Math.floor(Date.now() / 1000) };
		const token = own.token({ ...claims(made), payload_hash: undefined });
		return post(url, 'json', Buffer.from(text), { 'MessageBird-Signature-JWT': token });
	};

	it('has no digest, and each is an event', async () => {
		const receiver = await listen({ sender: 'messageBird' }, { webhookSecret: own.webhookSecret });
		const request = deliver(receiver.publicUrl);
		expect(await receiver.send(request)).toEqual(RECEIVED);
		expect(await receiver.send(request)).toEqual(DUPLICATE);
		expect(await receiver.send(deliver(receiver.publicUrl))).toEqual(RECEIVED);
		expect(await receiver.send(deliver(receiver.publicUrl, '{}'))).toMatchObject({ status: 401 });
		expect(receiver.items).toMatchObject([[{ verifiedBy: 'signature', body: {} }], [{ body: {} }]]);
	});
});

describe.each(senders)('$value', (sender) => {
	const { value, headers, claims, algorithm } = sender;
	const [own, other] = [customer(algorithm), customer(algorithm)];
	const open = async () => await listen({ sender: value }, { webhookSecret: own.webhookSecret });
	const seconds = () => Math.floor(Date.now() / 1000);

	function deliver(url: string, { of = own, now = seconds(), text = sender.body, signedUrl = url, alg = '' } = {}) {
		const made = { url: signedUrl, body: Buffer.from(sender.body), now };
		const token = of.token(claims(made), alg || algorithm);
		if (headers !== undefined) return post(url, 'json', Buffer.from(text), headers(token));
		const claimed = text === '' ? {} : claims({ ...made, body: Buffer.from(text) });
		const body = token.replace(/\.[^.]+\./, `.${encoded(claimed)}.`);
		return post(url, 'json', Buffer.from(body), { 'Content-Type': 'application/jwt' });
	}

	it('is received as its documentation says, once', async () => {
		const receiver = await open();
		const request = deliver(receiver.publicUrl);
		expect(await receiver.send(request)).toEqual(RECEIVED);
		expect(await receiver.send(request)).toEqual(DUPLICATE);
		expect(receiver.items).toMatchObject([[{ provider: value, verifiedBy: 'signature', ...sender.expected }]]);
	});

	it.each<[string, (url: string) => ReturnType<typeof deliver>]>([
		['another key, such as that of another customer', (url) => deliver(url, { of: other })],
		['another algorithm', (url) => deliver(url, { alg: algorithm === 'HS256' ? 'RS256' : 'HS256' })],
		['no algorithm', (url) => deliver(url, { alg: 'none' })],
	])('is refused with %s', async (_, make) => {
		const receiver = await open();
		expect(await receiver.send(make(receiver.publicUrl))).toMatchObject({ status: 401 });
		expect(receiver.items).toEqual([]);
	});

	if (!sender.ignoresBody) {
		it('is refused with another body, or without one', async () => {
			const receiver = await open();
			for (const text of [sender.body.replace('"', '"x'), '']) {
				expect(await receiver.send(deliver(receiver.publicUrl, { text }))).toMatchObject({ status: 401 });
			}
			expect(receiver.items).toEqual([]);
		});
	}

	const { staleAfter } = sender;
	if (staleAfter !== undefined) {
		it('is refused when it is stale', async () => {
			const receiver = await open();
			const stale = deliver(receiver.publicUrl, { now: seconds() - staleAfter - 2 });
			expect(await receiver.send(stale)).toMatchObject({ status: 401 });
			expect(await receiver.send(deliver(receiver.publicUrl, { now: seconds() - 30 }))).toEqual(RECEIVED);
		});
	}

	if (sender.signsUrl) {
		it('is refused where it is signed for another address', async () => {
			const receiver = await open();
			for (const signedUrl of [`${receiver.publicUrl}?a=1`, receiver.url, 'https://example.com/']) {
				expect(await receiver.send(deliver(receiver.publicUrl, { signedUrl }))).toMatchObject({ status: 401 });
			}
			expect(await receiver.send(deliver(`${receiver.publicUrl}?a=1`))).toEqual(RECEIVED);
		});
	}
});
