/** Callback URLs: what their token proves, and for whom. */
import { createHmac, generateKeyPairSync } from 'node:crypto';

import { callbackUrlScheme } from '../../../nodes/SignedWebhook/schemes.ts';
import {
	executionReceiver,
	newCallback,
	signCallback,
	webhookReceiver,
} from '../../../nodes/shared/tokens/callback.ts';
import { privateSecretProblem } from '../../../nodes/shared/tokens/private-secret.ts';
import { signDelivery } from '../../../nodes/shared/test-events/sign-delivery.ts';
import type { Verdict } from '../../../nodes/shared/delivery/verify.ts';
import { callbackToken } from '../../support/callback-token.mts';
import { idsOf, NOW, reasonOf, receive, sender } from '../support/kernel.mts';

const SECRET = 'b7Xk2vQ9pLmZ4tR8sWnC1y';
const RECEIVER = 'execution/4711';
const UNTIL = NOW / 1000 + 60;

const definition = sender(callbackUrlScheme);

/** A delivery to a callback URL. */
const deliver = (
	body: unknown,
	token = callbackToken({ secret: SECRET, receiver: RECEIVER, until: UNTIL }),
	{ secrets = [SECRET], receiver = RECEIVER, now = NOW, maxAge = 0, query = '' } = {},
): Verdict =>
	receive(
		definition,
		{
			body: typeof body === 'string' ? body : JSON.stringify(body),
			headers: {},
			url: `https://n8n.example.com/webhook-waiting/4711?signature=abc${query}&callback=${token}`,
			receiver,
		},
		{ secrets, now, maxAge },
	);

const made = (fields: Partial<Parameters<typeof callbackToken>[0]>) =>
	callbackToken({ secret: SECRET, receiver: RECEIVER, until: UNTIL, ...fields });

describe('a delivery to a callback URL', () => {
	it('is an event that is verified by it', () => {
		expect(deliver({ type: 'video', status: 'completed', job: 'j1' })).toMatchObject({
			outcome: 'accepted',
			callbackId: 'cb_1',
			event: { event: 'video', status: 'completed', jobId: 'j1', verifiedBy: 'callbackUrl' },
		});
	});

	it('is accepted where the kernel has made the token', () => {
		const token = signCallback(newCallback(NOW, 1_000), executionReceiver('4711'), SECRET);
		expect(deliver({ type: 'a' }, token)).toMatchObject({ outcome: 'accepted' });
	});

	it('brings back the metadata that were given along', () => {
		const metadata = { order: '42', room: 'Küche' };
		expect(deliver({ type: 'a' }, made({ metadata }))).toHaveProperty('event.metadata', metadata);
		expect(deliver({ type: 'a' })).not.toHaveProperty('event.metadata');
	});

	it('takes no metadata from the rest of the address', () => {
		expect(deliver({ type: 'a' }, undefined, { query: '&metadata=x.y' })).not.toHaveProperty('event.metadata');
	});

	it.each(['{"type":"a"}', '[{"type":"a"}]', 'type=a&id=1', 'done', ''])('may have the body %j', (body) => {
		expect(deliver(body)).toMatchObject({ outcome: 'accepted' });
	});

	it('is accepted with the secret that is being replaced', () => {
		expect(deliver({}, undefined, { secrets: ['another secret of 22 letters', SECRET] })).toMatchObject({
			outcome: 'accepted',
			secretIndex: 1,
		});
	});

	it('does not believe the time in its body, whatever the limit of age', () => {
		const verdict = deliver({ type: 'a', time: '2001-01-01T00:00:00Z' }, undefined, { maxAge: 1 });
		expect(verdict).toMatchObject({ outcome: 'accepted', event: { timestamp: null } });
		expect(verdict).not.toHaveProperty('event.issues');
	});

	it('shows nothing of the token where the service sends its address back', () => {
		const token = made({});
		for (const body of [
			{ type: 'a', request: { url: `https://x/?callback=${token}` } },
			`type=a&url=https%3A%2F%2Fx%3Fcallback%3D${token}`,
		]) {
			const verdict = deliver(body, token);
			expect(verdict).toMatchObject({ outcome: 'accepted' });
			expect(JSON.stringify(verdict)).not.toContain(token);
			expect(JSON.stringify(verdict)).toContain('***');
		}
	});

	it('keeps every other character of a body that is blotted out', () => {
		const token = made({});
		expect(deliver({ type: 'Küche 🛋️', url: token }, token)).toHaveProperty('event.body', {
			type: 'Küche 🛋️',
			url: '***',
		});
	});
});

describe('the id of an event at a callback URL', () => {
	it('is that of the URL where the job has ended, whatever the body says', () => {
		expect(idsOf(deliver({ id: 'x', status: 'completed' }))).toEqual(['cb_1']);
		expect(idsOf(deliver({ id: 'y', status: 'failed' }))).toEqual(['cb_1']);
	});

	it('is that of the body and the URL before', () => {
		const [first] = idsOf(deliver({ status: 'progress', percent: 1 }));
		const [second] = idsOf(deliver({ status: 'progress', percent: 2 }));
		expect(first).toMatch(/^cb_1\|/);
		expect(second).not.toBe(first);
		expect(idsOf(deliver({ status: 'progress', percent: 1 }))).toEqual([first]);
	});

	it('names each event where one URL is for all jobs of an account', () => {
		const shared = { ...definition, callbackIsShared: true };
		const token = made({});
		const idOf = (body: object) =>
			idsOf(
				receive(
					shared,
					{ body: JSON.stringify(body), headers: {}, url: `https://x/?callback=${token}`, receiver: RECEIVER },
					{ secrets: [SECRET] },
				),
			)[0];
		const [first, second] = [idOf({ status: 'completed', job: 1 }), idOf({ status: 'completed', job: 2 })];
		expect(first).toMatch(/^cb_1\|/);
		expect(second).not.toBe(first);
		expect(idOf({ id: 'evt_1', status: 'completed' })).toBe('cb_1|evt_1');
	});

	it('differs for equal bodies at different URLs', () => {
		expect(idsOf(deliver({ status: 'completed' }, made({ id: 'cb_2' })))).toEqual(['cb_2']);
	});
});

describe('a token', () => {
	const [payload, signature] = made({}).split('.');
	const forged = (fields: object) => `${Buffer.from(JSON.stringify(fields)).toString('base64url')}.${signature}`;

	it.each<[string, string]>([
		['with another secret', made({ secret: 'another secret of 22 letters' })],
		['for another execution', made({ receiver: 'execution/4712' })],
		['for a trigger', made({ receiver: 'b5f1/webhook' })],
		['for nothing', made({ receiver: '' })],
		['without the label', made({ label: '' })],
		['with the label of metadata', made({ label: 'metadata:' })],
		['with a later end', forged({ id: 'cb_1', until: UNTIL + 1 })],
		['with another id', forged({ id: 'cb_2', until: UNTIL })],
		['over the payload alone', `${payload}.${createHmac('sha256', SECRET).update(payload).digest('hex')}`],
		['with a signature of zeros', `${payload}.${'0'.repeat(64)}`],
	])('that is signed %s is refused', (_, token) => {
		expect(reasonOf(deliver({ status: 'completed' }, token))).toBe('signature-mismatch');
	});

	it.each<[string, string]>([
		['no signature', payload],
		['no payload', `.${signature}`],
		['a signature in upper case', `${payload}.${signature.toUpperCase()}`],
		['a signature that is cut off', `${payload}.${signature.slice(1)}`],
		['a line break at the end', `${payload}.${signature}%0A`],
		['more behind it', `${payload}.${signature}.x`],
		['two of them', `${payload}.${signature}&callback=${payload}.${signature}`],
		['too many characters', `${'A'.repeat(100_000)}.${signature}`],
	])('with %s is refused', (_, token) => {
		const verdict = deliver({ status: 'completed' }, token);
		expect(reasonOf(verdict)).toBe('signature-malformed');
		expect(JSON.stringify(verdict)).not.toContain(signature);
	});

	it('that is missing is refused', () => {
		expect(reasonOf(deliver({}, ''))).toBe('signature-missing');
	});

	it('is good until its second', () => {
		expect(reasonOf(deliver({}, undefined, { now: UNTIL * 1000 - 1 }))).toBe('accepted');
		expect(reasonOf(deliver({}, undefined, { now: UNTIL * 1000 }))).toBe('expired');
	});

	it('counts nowhere where the receiver is not known', () => {
		const url = `https://n8n.example.com/?callback=${made({ receiver: '' })}`;
		const verdict = receive(definition, { body: '{}', headers: {}, url }, { secrets: [SECRET] });
		expect(verdict.outcome).toBe('unauthorized');
	});

	it('counts in the query alone', () => {
		const token = made({});
		const verdict = receive(
			definition,
			{
				body: JSON.stringify({ callback: token }),
				headers: { callback: token },
				url: 'https://n8n.example.com/webhook-waiting/4711',
				receiver: RECEIVER,
			},
			{ secrets: [SECRET] },
		);
		expect(reasonOf(verdict)).toBe('signature-missing');
	});
});

describe('the receiver of callbacks', () => {
	it.each([
		['https://n8n.example.com/webhook/b5f1/webhook', 'b5f1/webhook'],
		['http://127.0.0.1:5678/sub/path/webhook-test/b5f1/webhook?x=1', 'b5f1/webhook'],
	])('at %s is %s', (url, receiver) => {
		expect(webhookReceiver(url)).toBe(receiver);
	});

	it('is an execution, by its id', () => {
		expect(executionReceiver('4711')).toBe(RECEIVER);
	});
});

describe('a secret that signs callback URLs', () => {
	const { publicKey, privateKey } = generateKeyPairSync('ed25519');
	const spki = publicKey.export({ type: 'spki', format: 'der' }).toString('base64');

	it.each<[string, string, RegExp]>([
		['a public key in PEM', publicKey.export({ type: 'spki', format: 'pem' }).toString(), /key pair/],
		['a private key in PEM', privateKey.export({ type: 'pkcs8', format: 'pem' }).toString(), /key pair/],
		['a public key in DER', spki, /key pair/],
		['a public key of Standard Webhooks', `whpk_${spki}`, /key pair/],
		['a key set', JSON.stringify({ keys: [publicKey.export({ format: 'jwk' })] }), /set of keys/],
		['the address of a key set', 'https://rest.fal.ai/.well-known/jwks.json', /set of keys/],
		['21 characters', 'b7Xk2vQ9pLmZ4tR8sWnC1', /128 bits/],
		['31 digits of hex', '0123456789abcdef0123456789abcde', /128 bits/],
		['nothing', '', /128 bits/],
	])('is not %s', (_, secret, problem) => {
		expect(privateSecretProblem(secret)).toMatch(problem);
		const token = callbackToken({ secret: secret || 'x', receiver: RECEIVER, until: UNTIL });
		expect(deliver({}, token, { secrets: [secret] })).toMatchObject({ outcome: 'unverifiable' });
	});

	it.each([SECRET, '0123456789abcdef0123456789abcdef', 'whsec_C2FVsBQIhrscChlQIMV+b5sSYspob7oD', 'x'.repeat(500)])(
		'may be %s',
		(secret) => {
			expect(privateSecretProblem(secret)).toBeNull();
		},
	);
});

describe('a test event', () => {
	const sign = (url: string) =>
		signDelivery(callbackUrlScheme, { body: Buffer.from('{}'), secret: SECRET, id: 'msg_1', now: NOW, url });

	it('for a trigger gets a token of its own', () => {
		const url = 'https://n8n.example.com/webhook-test/b5f1/webhook';
		const request = sign(url);
		expect(request.url.startsWith(`${url}?callback=`)).toBe(true);
		const receiver = 'b5f1/webhook';
		expect(receive(definition, { ...request, receiver }, { secrets: [SECRET] })).toMatchObject({
			outcome: 'accepted',
		});
	});

	it('for an address that has a token is sent there', () => {
		const url = `https://n8n.example.com/webhook-waiting/4711?callback=${made({})}`;
		expect(sign(url).url).toBe(url);
	});
});
