/** Services that sign nothing: Create Callback URL, and what the trigger and a waiting execution do with its URLs. */
import '../triggers/support/clock.mts';

import { createHmac, randomUUID } from 'node:crypto';

import type { IDataObject, INodeParameters } from 'n8n-workflow';

import { callbackToken } from '../../support/callback-token.mts';
import { makeExecuteContext } from '../support/n8n-contexts.mts';
import { closeResumeUrls, waitingExecution } from '../support/waiting-execution.mts';
import { letTimePass } from '../triggers/support/clock.mts';
import { collectWarnings } from '../triggers/support/warnings.mts';
import { closeReceivers, listen, trigger } from './support/receiver.mts';
// After the clock, which the node takes hold of when it is loaded.
import { SignedWebhook } from '../../../nodes/SignedWebhook/SignedWebhook.node.ts';

const SECRET = 'b7Xk2vQ9pLmZ4tR8sWnC1y';
const MINUTE = 60_000;

const RESUMED = { status: 200, body: '{"received":true}' };
const DUPLICATE = { status: 200, body: '{"received":true,"duplicate":true}' };
const PASSED_OVER = { status: 200, body: '{"received":true,"ignored":true}' };
const REFUSED = { status: 401, body: '{"error":"unauthorized"}' };

// All tests share a credential, whose secret they change. It is read once a second.
beforeEach(() => letTimePass(1_000));
afterEach(async () => {
	jest.restoreAllMocks();
	await closeResumeUrls();
	await closeReceivers();
});

async function post(url: string, body: unknown) {
	const response = await fetch(url, {
		method: 'POST',
		headers: { 'content-type': 'application/json' },
		body: JSON.stringify(body),
	});
	return { status: response.status, body: await response.text() };
}

/** Runs Create Callback URL, in the execution whose resume URL is given. */
async function create(
	parameters: INodeParameters,
	{ resumeUrl = 'http://127.0.0.1:5678/webhook-waiting/1', secret = SECRET } = {},
) {
	const at = resumeUrl.lastIndexOf('/');
	const node = new SignedWebhook();
	const context = makeExecuteContext({
		nodeType: node,
		parameters: { resource: 'webhook', operation: 'createCallbackUrl', ...parameters },
		credentials: { signedWebhookApi: { webhookSecret: secret } },
		additionalData: { executionId: resumeUrl.slice(at + 1), webhookWaitingBaseUrl: resumeUrl.slice(0, at) },
	});
	const [[{ json }]] = await node.execute.call(context);
	return json as { url: string; callbackId: string };
}

/** An execution that can wait at its resume URL for a service that signs nothing. */
async function waitFor(sender: string, parameters: INodeParameters = {}) {
	const execution = await waitingExecution(new SignedWebhook(), {
		parameters: {
			resource: 'webhook',
			operation: 'wait',
			sender,
			callbackId: '={{ $json.callbackId }}',
			...parameters,
		},
		credentials: { signedWebhookApi: { webhookSecret: SECRET } },
	});
	const callback = async (more: INodeParameters = {}) => await create(more, { resumeUrl: execution.url });
	const events = () => execution.resumed.map(([{ json }]) => json);
	return { execution, callback, events };
}

describe('signedWebhook webhook:createCallbackUrl', () => {
	it('adds a token to the resume URL and keeps what n8n has in it', async () => {
		const { url, callbackId } = await create({ url: 'http://127.0.0.1:5678/webhook-waiting/1?signature=abc' });
		expect(url).toMatch(
			/^http:\/\/127\.0\.0\.1:5678\/webhook-waiting\/1\?signature=abc&callback=[\w-]+\.[0-9a-f]{64}$/,
		);
		expect(callbackId).toMatch(/^[\da-f-]{36}$/);
	});

	it('encodes a URL that travels inside another one', async () => {
		const { url } = await create({ encode: true });
		expect(url).toMatch(/^http%3A%2F%2F/);
		const outer = new URL(`https://queue.fal.run/fal-ai/flux?fal_webhook=${url}`);
		expect(outer.searchParams.get('fal_webhook')).toMatch(/\/webhook-waiting\/1\?callback=/);
	});

	it.each([
		['https://n8n.example.com/webhook-waiting/2', 'another execution'],
		['http://127.0.0.1:5678/webhook-waiting/1/suffix', 'a suffix'],
		['https://n8n.example.com/webhook/my-path', 'a Webhook node'],
		['not an address', 'no address'],
	])('refuses %s (%s)', async (url) => {
		await expect(create({ url })).rejects.toMatchObject({
			message: 'Nothing that verifies callback URLs listens at the given URL',
			description: expect.stringContaining('Production URL'),
		});
	});

	it.each([
		['too short', 'twenty-one characters'.slice(0, 21), /128 bits/],
		['a public key', `-----BEGIN PUBLIC KEY-----\nMCowBQYDK2VwAyEA\n-----END PUBLIC KEY-----`, /key pair/],
	])('refuses a secret that is %s', async (_, secret, description) => {
		await expect(create({}, { secret })).rejects.toMatchObject({
			message: 'The Webhook Secret cannot sign callback URLs',
			description: expect.stringMatching(description),
		});
	});

	it('refuses a time that is no number of minutes', async () => {
		await expect(create({ validForMinutes: 0 })).rejects.toMatchObject({
			message: expect.stringContaining('Valid For'),
		});
	});
});

describe.each([
	['callbackUrl', 'done'],
	['luma', 'completed'],
])('an execution that waits for %s', (sender, done) => {
	const said = (state: string, id = 'job_1') => ({ id, state, status: state, assets: { video: 'https://cdn/x.mp4' } });

	it('passes progress over, and goes on once with the end', async () => {
		const { execution, callback, events } = await waitFor(sender);
		const metadata = { entries: [{ key: 'order', value: '42' }] };
		const { url, callbackId } = await callback({ metadata });
		await execution.sleep([{ json: { callbackId } }]);
		expect(await post(url, said('queued'))).toEqual(PASSED_OVER);
		expect(await post(url, said('dreaming'))).toEqual(PASSED_OVER);
		expect(await post(url, said(done))).toEqual(RESUMED);
		expect(await post(url, said(done))).toEqual(DUPLICATE);
		expect(events()).toMatchObject([
			{
				provider: sender,
				id: callbackId,
				status: 'completed',
				jobId: 'job_1',
				results: [{ url: 'https://cdn/x.mp4' }],
				verifiedBy: 'callbackUrl',
				metadata: { order: '42' },
			},
		]);
		expect(JSON.stringify([events(), execution.stored])).not.toContain(new URL(url).searchParams.get('callback'));
	});

	it('refuses what is forged, expired, or made for another execution, before it is read', async () => {
		const warnings = collectWarnings();
		const { execution, callback, events } = await waitFor(sender);
		const { url } = await callback();
		const other = await create({}, { resumeUrl: execution.url.replace(/[^/]+$/, '4712') });
		const token = (fields: object) =>
			`${execution.url}?callback=${callbackToken({ secret: SECRET, receiver: `execution/${execution.id}`, ...fields })}`;
		await execution.sleep([{ json: {} }]);
		for (const refused of [
			execution.url,
			`${url}0`,
			token({ secret: 'another secret of 22 letters' }),
			token({ until: 1 }),
			token({ receiver: 'b5f1/webhook' }),
			`${execution.url}${new URL(other.url).search}`,
		]) {
			expect(await post(refused, said(done))).toEqual(REFUSED);
		}
		expect(events()).toEqual([]);
		expect(warnings.length).toBeGreaterThan(2);
		for (const warning of warnings) {
			expect(warning).toContain(execution.id);
			expect(warning).not.toMatch(/[0-9a-f]{64}/);
		}
	});

	it('goes on with a failure', async () => {
		const { execution, callback, events } = await waitFor(sender);
		const { url } = await callback();
		await execution.sleep([{ json: {} }]);
		expect(await post(url, { ...said('failed'), failure_reason: 'no', error: 'no' })).toEqual(RESUMED);
		expect(events()).toMatchObject([{ status: 'failed', error: 'no' }]);
	});
});

describe('a loop of three jobs without a Job ID', () => {
	it.each([
		['after the next has ended', [0, 1, 0, 2, 1, 0]],
		['before the next ends', [0, 0, 1, 1, 0, 2]],
	])('ends right where late calls come %s', async (_, order) => {
		const { execution, callback, events } = await waitFor('callbackUrl');
		const urls: string[] = [];
		const ids: string[] = [];
		for (const index of order) {
			if (urls.length <= index) {
				const { url, callbackId } = await callback();
				urls.push(url);
				ids.push(callbackId);
				await execution.sleep([{ json: { callbackId } }]);
			}
			expect((await post(urls[index], { status: 'done', job: index })).status).toBe(200);
		}
		expect(events().map(({ body }) => (body as IDataObject).job)).toEqual([0, 1, 2]);
	});

	it('is not ended by the first word of a job that was given up', async () => {
		const { execution, callback, events } = await waitFor('callbackUrl');
		const [first, second] = [await callback(), await callback()];
		await execution.sleep([{ json: { callbackId: first.callbackId } }]);
		await execution.sleep([{ json: { callbackId: second.callbackId } }]);
		expect(await post(first.url, { status: 'done' })).toEqual(PASSED_OVER);
		expect(events()).toEqual([]);
		expect(await post(second.url, { status: 'done' })).toEqual(RESUMED);
	});
});

describe('a delivery that does not say whether its job has ended', () => {
	it.each([
		[{ picture: 1 }, '', /status info, job ID null.*set Status Field/],
		[{ status: 'done', picture: 1 }, 'job_1', /status completed, job ID null.*set Job ID Field/],
	])('%j leaves one log line', async (body, jobId, line) => {
		const warnings = collectWarnings();
		const { execution, callback } = await waitFor('callbackUrl', { jobId });
		const { url } = await callback();
		await execution.sleep([{ json: {} }]);
		expect(await post(url, body)).toEqual(PASSED_OVER);
		expect(await post(url, body)).toEqual(PASSED_OVER);
		expect(warnings).toEqual([expect.stringMatching(line)]);
		expect(warnings[0]).toContain(execution.id);
		expect(warnings[0]).toContain('Node under test');
	});

	it('ends the wait once Fields say where', async () => {
		const { execution, callback, events } = await waitFor('callbackUrl', {
			fields: { statusField: 'picture', completedValues: '1', jobIdField: 'number', resultFields: 'files[].link' },
		});
		const { url } = await callback();
		await execution.sleep([{ json: {} }]);
		await post(url, { picture: 1, number: 7, files: [{ link: 'https://cdn/1.png' }] });
		expect(events()).toMatchObject([{ status: 'completed', jobId: '7', results: [{ url: 'https://cdn/1.png' }] }]);
	});
});

describe('a challenge at the URL of a wait', () => {
	const challenge = { challenge: 'c-4711' };
	const ANSWER = { status: 200, body: '{"challenge":"c-4711"}' };

	it('is answered while the execution sleeps on, and only where the URL is proven', async () => {
		const { execution, callback, events } = await waitFor('miniMax');
		const { url } = await callback();
		await execution.sleep([{ json: {} }]);
		expect(await post(url, challenge)).toEqual(ANSWER);
		expect(await post(execution.url, challenge)).toEqual(REFUSED);
		expect(events()).toEqual([]);
		expect(await post(url, { task_id: 't1', status: 'success', file_id: 'f1' })).toEqual(RESUMED);
		expect(events()).toMatchObject([{ provider: 'miniMax', status: 'completed', jobId: 't1' }]);
	});

	it('is answered by a trigger, and starts nothing', async () => {
		const receiver = await listen({ sender: 'miniMax' }, { webhookSecret: SECRET });
		const { url } = await create({ url: receiver.publicUrl });
		expect(await post(receiver.url + new URL(url).search, challenge)).toEqual(ANSWER);
		expect(await post(receiver.url, challenge)).toEqual(REFUSED);
		expect(receiver.items).toEqual([]);
	});

	it('of CueFrame is answered where it is signed', async () => {
		const webhookSecret = `whsec_${Buffer.alloc(32, 7).toString('base64')}`;
		const execution = await waitingExecution(new SignedWebhook(), {
			parameters: { resource: 'webhook', operation: 'wait', sender: 'cueFrame' },
			credentials: { signedWebhookApi: { webhookSecret } },
		});
		await execution.sleep([{ json: {} }]);
		const body = JSON.stringify({ event: 'webhook.verify', data: { token: 'tok_1' } });
		const timestamp = String(Math.floor(Date.now() / 1000));
		const sign = (key: Buffer) =>
			`v1,${createHmac('sha256', key).update(`msg_1.${timestamp}.${body}`).digest('base64')}`;
		const send = async (key: Buffer) => {
			const response = await fetch(execution.url, {
				method: 'POST',
				headers: {
					'content-type': 'application/json',
					'webhook-id': 'msg_1',
					'webhook-timestamp': timestamp,
					'webhook-signature': sign(key),
				},
				body,
			});
			return { status: response.status, body: await response.text() };
		};
		const answer = await send(Buffer.alloc(32, 7));
		expect(answer.status).toBe(200);
		expect(answer.body).toContain('tok_1');
		expect(await send(Buffer.alloc(32, 8))).toEqual(REFUSED);
		expect(execution.resumed).toEqual([]);
	});
});

describe('the trigger', () => {
	const at = async (sender: string, parameters: INodeParameters = {}) => {
		const receiver = await listen({ sender, ...parameters }, { webhookSecret: SECRET });
		const callback = async (more: INodeParameters = {}) => {
			const { url, callbackId } = await create({ url: receiver.publicUrl, ...more });
			return { url: receiver.url + new URL(url).search, callbackId };
		};
		return { ...receiver, receiver, callback };
	};

	it.each([{}, { options: { ignoreDuplicates: false } }])(
		'starts with progress, and once with the end: %j',
		async (parameters) => {
			const { receiver, callback } = await at('callbackUrl', parameters);
			const { url, callbackId } = await callback();
			expect(await post(url, { status: 'processing', percent: 10 })).toEqual(RESUMED);
			expect(await post(url, { status: 'done' })).toEqual(RESUMED);
			expect(await post(url, { status: 'done' })).toEqual(DUPLICATE);
			expect(await post(url, { status: 'failed' })).toEqual(DUPLICATE);
			expect(await post(url, { status: 'processing', percent: 10 })).toEqual(DUPLICATE);
			expect(await post(url, { status: 'processing', percent: 99 })).toEqual(DUPLICATE);
			expect(receiver.items.flat()).toMatchObject([
				{ status: 'progress' },
				{ status: 'completed', id: callbackId, verifiedBy: 'callbackUrl' },
			]);
		},
	);

	it('takes equal ends at two URLs for two events', async () => {
		const { receiver, callback } = await at('callbackUrl');
		for (let job = 0; job < 2; job++) expect(await post((await callback()).url, { status: 'done' })).toEqual(RESUMED);
		expect(receiver.items).toHaveLength(2);
	});

	it('refuses the URL of another node, and a delivery without one', async () => {
		const { receiver } = await at('callbackUrl');
		const other = await at('callbackUrl');
		const { url } = await other.callback();
		expect(await post(receiver.url + new URL(url).search, { status: 'done' })).toEqual(REFUSED);
		expect(await post(receiver.url, { status: 'done' })).toEqual(REFUSED);
		expect(receiver.items).toEqual([]);
	});

	it('refuses an expired URL', async () => {
		const { receiver, callback } = await at('callbackUrl');
		const { url } = await callback({ validForMinutes: 1 });
		letTimePass(MINUTE);
		expect(await post(url, { status: 'done' })).toEqual(REFUSED);
		expect(receiver.items).toEqual([]);
	});

	it('accepts the same URL at the Test URL, whatever n8n is called', async () => {
		const testing = await listen({ sender: 'callbackUrl' }, { webhookSecret: SECRET }, { testing: true });
		const { url } = await create({ url: `https://other.example/${testing.setUp.node.webhookId}/webhook` });
		expect(await post(testing.url + new URL(url).search, { status: 'done' })).toMatchObject({ status: 200 });
		expect(testing.items.flat()).toMatchObject([{ status: 'completed' }]);
	});

	it.each(['short', randomUUID().slice(0, 20)])('is not published with the secret %s', async (webhookSecret) => {
		const { hooks } = await listen({ sender: 'callbackUrl' }, { webhookSecret });
		await expect(trigger.webhookMethods.default.create.call(hooks)).rejects.toThrow(/128 bits|too short/);
	});

	it('answers 503 and says why while its secret is too short', async () => {
		const warnings = collectWarnings();
		const receiver = await listen({ sender: 'callbackUrl' }, { webhookSecret: 'twenty characters...' });
		const receiverName = `${receiver.setUp.node.webhookId}/webhook`;
		const token = callbackToken({ secret: 'twenty characters...', receiver: receiverName });
		expect(await post(`${receiver.url}?callback=${token}`, { status: 'done' })).toMatchObject({ status: 503 });
		expect(warnings).toEqual([expect.stringContaining('is not a private one of 128 bits')]);
	});
});
