/** The requests by which senders check an address, in n8n-core's webhook context and over real HTTP. */
import '../triggers/support/clock.mts';

import { createHmac, randomBytes, randomUUID } from 'node:crypto';

import type { INodeParameters, INodeType } from 'n8n-workflow';

import { secretFor } from '../../support/documented/catalogue-signer.mts';
import { deliveryOf, factsBySender } from '../../support/documented/facts.mts';
import { makeWebhookContext } from '../support/n8n-contexts.mts';
import { letTimePass } from '../triggers/support/clock.mts';
import { collectWarnings } from '../triggers/support/warnings.mts';
import { closeHosts, startWebhookHost } from '../triggers/support/webhook-host.mts';
// After the clock, which the node takes hold of when it is loaded.
import { SignedWebhookTrigger } from '../../../nodes/SignedWebhook/SignedWebhookTrigger.node.ts';
import { knownSenders } from '../../../nodes/SignedWebhook/known-senders.ts';

const trigger = new SignedWebhookTrigger() as INodeType & SignedWebhookTrigger;

afterEach(async () => {
	jest.restoreAllMocks();
	await closeHosts();
});

async function listen(sender: string, { secret, options = {} }: { secret?: string; options?: INodeParameters } = {}) {
	letTimePass(3_600_000);
	collectWarnings();
	const keys = secretFor(factsBySender[sender].signs);
	const setUp = {
		nodeType: trigger,
		parameters: { events: ['*'], sender, options },
		credentials: { signedWebhookApi: { webhookSecret: secret ?? keys.secret } },
		node: { id: randomUUID(), webhookId: randomUUID() },
		workflowId: randomUUID(),
	};
	const host = await startWebhookHost(
		async (request, response) => await trigger.webhook.call(makeWebhookContext({ ...setUp, request, response })),
		trigger.description.webhooks,
	);
	const url = `${host.baseUrl}/x/webhook`;
	const call = async (init: RequestInit = {}, query = '') => {
		const response = await fetch(`${url}${query}`, init);
		return {
			status: response.status,
			body: await response.text(),
			type: response.headers.get('content-type'),
			nosniff: response.headers.get('x-content-type-options'),
		};
	};
	const signed = (body: unknown, key = secret ?? keys.signingKey) => {
		const text = JSON.stringify(body);
		const { headers } = deliveryOf(sender, factsBySender[sender], {
			body: text,
			now: Date.now(),
			url,
			signingKey: key,
		});
		return { method: 'POST', headers, body: text };
	};
	return { host, call, signed };
}

const plain = { status: 200, type: 'text/plain; charset=utf-8', nosniff: 'nosniff' };
const json = { status: 200, type: 'application/json; charset=utf-8', nosniff: 'nosniff' };
const post = (body: string, headers: Record<string, string> = {}) => ({
	method: 'POST',
	body,
	headers: { 'content-type': 'application/json', ...headers },
});

/**
 * GitHub's ping and Lever's test are events like others; Notion's and Salesforce's need a person; Microsoft Teams and
 * Mattermost ask for an answer of the workflow.
 */
const notAnswered = ['gitHub', 'lever', 'notion', 'salesforceMarketingCloud', 'microsoftTeams', 'mattermost'];

it('is known of every sender whose facts have one', () => {
	const documented = Object.keys(factsBySender).filter((value) => factsBySender[value].handshake !== undefined);
	const answered = knownSenders.filter(({ handshakes }) => handshakes !== undefined);
	expect(answered.map(({ delivery }) => delivery.provider).sort()).toEqual(
		documented.filter((value) => !notAnswered.includes(value)).sort(),
	);
});

describe('a text in the query', () => {
	it.each([
		['meta', '?hub.mode=subscribe&hub.challenge=1158201444&hub.verify_token=meatyhamhock', '1158201444'],
		['whatsApp', '?hub.challenge=abc&hub.verify_token=x&hub.mode=subscribe', 'abc'],
		['dropbox', '?challenge=%3Cscript%3E', '<script>'],
		['nylas', '?challenge=abc', 'abc'],
		['onfleet', '?check=abc', 'abc'],
		['youTube', '?hub.mode=subscribe&hub.topic=x&hub.challenge=abc', 'abc'],
	])('of %s comes back as plain text, and starts nothing', async (sender, query, text) => {
		const { host, call } = await listen(sender);
		expect(await call({}, query)).toEqual({ ...plain, body: text });
		expect(await call({}, '?other=1')).toMatchObject({ status: 405 });
		expect(await call({}, `?hub.mode=subscribe&hub.challenge=${'a'.repeat(2_000)}`)).toMatchObject({ status: 405 });
		expect(host.executions).toEqual([]);
	});

	it('comes back only to an address that is allowed', async () => {
		const { call } = await listen('dropbox', { options: { allowedIps: '203.0.113.7' } });
		expect(await call({}, '?challenge=abc')).toMatchObject({ status: 403 });
	});
});

describe('a text', () => {
	const header = (name: string, body = '{}') => post(body, { [name]: 'abc' });

	it.each([
		['front', header('x-front-challenge'), '', { ...plain, body: 'abc' }],
		['microsoftGraph', post(''), '?validationToken=a%20b', { ...plain, body: 'a b' }],
		['microsoftGraph', post(''), '?validationtoken=abc', { ...plain, body: 'abc' }],
		['monday', post('{"challenge":"abc"}'), '', { ...json, body: '{"challenge":"abc"}' }],
		['okta', { headers: { 'x-okta-verification-challenge': 'abc' } }, '', { ...json, body: '{"verification":"abc"}' }],
		['oura', {}, '?verification_token=t&challenge=abc', { ...json, body: '{"challenge":"abc"}' }],
		['smartsheet', header('smartsheet-hook-challenge'), '', { ...json, body: '{"smartsheetHookResponse":"abc"}' }],
		['statsig', post('{"data":{"verification_code":"7"}}'), '', { ...json, body: '{"verification_code":"7"}' }],
		['statsig', post('{"verification_code":"7"}'), '', { ...json, body: '{"verification_code":"7"}' }],
	])('of %s comes back as it asks for', async (sender, init, query, answer) => {
		const { host, call } = await listen(sender);
		expect(await call(init, query)).toEqual(answer);
		expect(host.executions).toEqual([]);
	});

	it('of RingCentral comes back in its header, unless it cannot be one', async () => {
		const { host } = await listen('ringCentral');
		const call = async (token: string) =>
			await fetch(`${host.baseUrl}/x/webhook`, { method: 'POST', headers: { 'validation-token': token } });
		const answer = await call('abc');
		expect([answer.status, answer.headers.get('validation-token')]).toEqual([200, 'abc']);
		expect((await call('\u00e9')).status).toBe(401);
		expect(host.executions).toEqual([]);
	});
});

describe('a signed text', () => {
	it.each([
		['linkedIn', {}, 'challengeCode', { challengeCode: 'abc', challengeResponse: '{hex}' }],
		['smartcar', post('{"eventType":"VERIFY","data":{"challenge":"abc"}}'), '', { challenge: '{hex}' }],
	])('of %s comes back', async (sender, init, parameter, answer) => {
		const secret = 'a-secret-of-the-sender';
		const { host, call } = await listen(sender, { secret });
		const hex = createHmac('sha256', secret).update('abc').digest('hex');
		const body = JSON.stringify(answer).replace('{hex}', hex);
		expect(await call(init, parameter && `?${parameter}=abc`)).toEqual({ ...json, body });
		expect(host.executions).toEqual([]);
	});

	it('of X comes back as published', async () => {
		const { secret, token, signature } = {
			secret: 'z3ZX4v7mAAUGykl3EcmkqbartmuW8VFOOzCloLx9Q45P0hLrFu',
			token: '9b4507b3-9040-4669-9ca3-6b94edb50553',
			signature: 'sha256=Cytd4Sq+NvEcV3MMrXxWJGJx5A+y/lXzzU2Maartkx8=',
		};
		const { host, call } = await listen('x', { secret });
		const answer = await call({}, `?crc_token=${token}`);
		expect(answer).toEqual({ ...json, body: JSON.stringify({ response_token: signature }) });
		const delivery = post(token, { 'x-twitter-webhooks-signature': signature });
		expect((await call(delivery)).status).toBeGreaterThanOrEqual(400);
		expect((await call({}, '?crc_token=%7B%22a%22%3A1%7D')).status).toBe(405);
		expect(host.executions).toEqual([]);
	});

	it('of Smartcar comes back where the request is signed, and a wrong signature is refused', async () => {
		const { call, signed } = await listen('smartcar', { secret: 'a-secret-of-smartcar' });
		const body = { eventType: 'VERIFY', data: { challenge: 'abc' } };
		expect((await call(signed(body))).body).toContain('challenge');
		expect(await call(signed(body, 'another-secret'))).toMatchObject({ status: 401 });
	});
});

describe('a signed request', () => {
	it.each([
		['ashby', { action: 'ping' }, {}, ''],
		['boldSign', {}, { 'x-boldsign-event': 'Verification' }, ''],
		['discourse', { ping: 'OK' }, { 'x-discourse-event': 'ping' }, ''],
		['snyk', {}, { 'x-snyk-event': 'ping/v0' }, ''],
		['viber', { event: 'webhook' }, {}, ''],
		['twitch', { challenge: 'abc' }, { 'twitch-eventsub-message-type': 'webhook_callback_verification' }, 'abc'],
	])("of %s starts nothing; a stranger's is refused", async (sender, body, headers, answer) => {
		const { host, call, signed } = await listen(sender);
		const request = signed(body);
		const asked = (own: Record<string, string>) => ({ ...request, headers: { ...own, ...headers } });
		expect(await call(asked(request.headers))).toMatchObject({ status: 200, body: answer });
		const forged = signed(body, secretFor(factsBySender[sender].signs).signingKey);
		expect(await call(asked(forged.headers))).toMatchObject({ status: 401 });
		expect(host.executions).toEqual([]);
	});

	it("of Slack gets its challenge back; a stranger's is refused", async () => {
		const { host, call, signed } = await listen('slack');
		const body = { type: 'url_verification', challenge: '3eZbrw1aBm2rZgRNFdxV' };
		expect(await call(signed(body))).toEqual({ ...plain, body: '3eZbrw1aBm2rZgRNFdxV' });
		expect(await call(post(JSON.stringify(body)))).toMatchObject({ status: 401 });
		expect(host.executions).toEqual([]);
	});

	it("of Discord gets its pong; a stranger's is refused", async () => {
		const { host, call, signed } = await listen('discord');
		expect(await call(signed({ id: '1', type: 1 }))).toEqual({ ...json, body: '{"type":1}' });
		expect(await call(signed({ type: 1 }, secretFor(factsBySender.discord.signs).signingKey))).toMatchObject({
			status: 401,
		});
		expect(await call(post('{"type":1}'))).toMatchObject({ status: 401 });
		expect(host.executions).toEqual([]);
		expect(await call(signed({ id: '2', type: 2 }))).toMatchObject({ status: 200 });
		expect(host.executions).toHaveLength(1);
	});

	it('of Xero that asks whether it is verified gets an empty answer, or 401', async () => {
		const { host, call, signed } = await listen('xero');
		const body = { events: [], firstEventSequence: 0, lastEventSequence: 0, entropy: 'ABCD' };
		expect(await call(signed(body))).toMatchObject({ status: 200, body: '' });
		expect(await call(signed(body, 'another-secret'))).toMatchObject({ status: 401 });
		expect(host.executions).toEqual([]);
	});

	it('of Zoom gets the signature of its text, as published', async () => {
		const { secret, plainToken, encryptedToken } = {
			secret: 'secretValueTest',
			plainToken: 'qgg8vlvZRS6UYooatFL8Aw',
			encryptedToken: '70c1f2e2e6ca2d39297490d1f9142c7d701415ea8e6151f6562a08fa657a40ff',
		};
		const { host, call, signed } = await listen('zoom', { secret });
		const body = { event: 'endpoint.url_validation', payload: { plainToken }, event_ts: 1654503849680 };
		const answer = await call(signed(body));
		expect(answer).toEqual({ ...json, body: JSON.stringify({ plainToken, encryptedToken }) });
		expect(await call(post(JSON.stringify(body)))).toMatchObject({ status: 401 });
		expect(host.executions).toEqual([]);
	});
});

describe('what is signed on demand', () => {
	it('is never a delivery', async () => {
		const secret = 'a-secret-of-zoom';
		const { host, call, signed } = await listen('zoom', { secret });
		for (let round = 0; round < 60; round++) {
			const plainToken = randomBytes(1 + Math.floor(Math.random() * 150)).toString('base64url');
			const { body } = await call(signed({ event: 'endpoint.url_validation', payload: { plainToken }, round }));
			const { encryptedToken } = JSON.parse(body) as { encryptedToken: string };
			expect(encryptedToken).toBe(createHmac('sha256', secret).update(plainToken).digest('hex'));
			const time = String(Math.floor(Date.now() / 1000));
			for (const text of [plainToken, body, `{"event":"${plainToken}"}`, '']) {
				const headers = { 'x-zm-signature': `v0=${encryptedToken}`, 'x-zm-request-timestamp': time };
				expect(await call(post(text === plainToken ? `"${text}"` : text, headers))).toMatchObject({ status: 401 });
			}
		}
		expect(host.executions).toEqual([]);
	});

	it.each(['v0:1700000000:{}', '', 'a b', 'a'.repeat(201), 'é', '{"a":1}'])('is not %p', async (plainToken) => {
		const { call, signed } = await listen('zoom', { secret: 'a-secret-of-zoom' });
		const { body } = await call(signed({ event: 'endpoint.url_validation', payload: { plainToken } }));
		expect(body).not.toContain('encryptedToken');
	});
});

describe('a request that asks for any success', () => {
	it.each([
		['intercom', { method: 'HEAD' }, ''],
		['trello', { method: 'HEAD' }, ''],
		['slackInteractivity', {}, '?ssl_check=1&token=x'],
		[
			'wooCommerce',
			{
				method: 'POST',
				body: 'webhook_id=7',
				headers: { 'content-type': 'application/x-www-form-urlencoded' },
			},
			'',
		],
		['wise', post('{"data":{}}', { 'x-test-notification': 'true' }), ''],
		['circle', { method: 'HEAD' }, ''],
		['mandrill', { method: 'HEAD' }, ''],
		['surveyMonkey', { method: 'HEAD' }, ''],
		['hiBob', post('{"text":"Ping test"}'), ''],
		['discourse', post('{"ping":"OK"}', { 'x-discourse-event': 'ping' }), ''],
		// MailerSend signs it by a key that is the same for all.
		['mailerSend', post('{"type":"webhook.test"}', { signature: '0'.repeat(64) }), ''],
	])('of %s gets it, and starts nothing', async (sender, init, query) => {
		const { host, call } = await listen(sender);
		expect(await call(init, query)).toMatchObject({ status: 200, body: '' });
		expect(host.executions).toEqual([]);
	});

	it('of Wise gets it with a signature too', async () => {
		const { host, call, signed } = await listen('wise');
		const request = signed({ event_type: 'transfers#state-change' });
		const test = { ...request, headers: { ...request.headers, 'x-test-notification': 'true' } };
		expect(await call(test)).toMatchObject({ status: 200, body: '' });
		expect(host.executions).toEqual([]);
		expect(await call(request)).toMatchObject({ status: 200 });
		expect(host.executions).toHaveLength(1);
	});
});

describe('other methods than POST', () => {
	it('reach the trigger by entries that register nothing and stay out of the panel', () => {
		const [delivery, ...setup] = trigger.description.webhooks ?? [];
		expect(delivery).toMatchObject({ name: 'default', httpMethod: 'POST' });
		expect(setup.map(({ name, httpMethod, path, ndvHideUrl }) => [name, httpMethod, path, ndvHideUrl])).toEqual(
			['GET', 'HEAD', 'PUT'].map((method) => ['setup', method, delivery.path, true]),
		);
	});

	it.each(['GET', 'HEAD', 'PUT'])('%s is answered 405 where the sender has no use for it', async (method) => {
		const { host, call } = await listen('stripe');
		expect(await call({ method })).toMatchObject({ status: 405 });
		expect(host.executions).toEqual([]);
	});
});
