/** Services with one address per account: Resume Waiting Execution, and what a waiting execution does with its event. */
import '../triggers/support/clock.mts';

import { createHmac, randomUUID } from 'node:crypto';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';

import type { INodeParameters } from 'n8n-workflow';

import { sendAs, simulatedSender } from '../../simulator/senders/index.mts';
import { makeExecuteContext } from '../support/n8n-contexts.mts';
import { closeResumeUrls, waitingExecution } from '../support/waiting-execution.mts';
import { letTimePass } from '../triggers/support/clock.mts';
// After the clock, which the node takes hold of when it is loaded.
import { SignedWebhook } from '../../../nodes/SignedWebhook/SignedWebhook.node.ts';

const SECRET = simulatedSender('openAi').secret;
const REFUSED = { status: 401, body: '{"error":"unauthorized"}' };

const eventOf = (jobId: string | null, changes: object = {}) => ({
	provider: 'openAi',
	event: 'response.completed',
	id: `evt_${String(jobId)}`,
	timestamp: '2026-05-18T10:00:00.000Z',
	status: 'completed',
	jobId,
	variationId: null,
	results: [],
	error: null,
	body: { id: `evt_${String(jobId)}`, type: 'response.completed', data: { id: jobId } },
	verifiedBy: 'signature',
	...changes,
});

const servers: Server[] = [];

// All tests share a credential, whose secret they change. It is read once a second.
beforeEach(() => letTimePass(1_000));
afterEach(async () => {
	await closeResumeUrls();
	for (const server of servers.splice(0)) {
		server.closeAllConnections();
		await new Promise((resolve) => {
			server.close(resolve);
		});
	}
});

/** An execution that can wait for OpenAI, or for another sender. */
async function waitFor(parameters: INodeParameters = {}, webhookSecret = SECRET) {
	const execution = await waitingExecution(new SignedWebhook(), {
		parameters: {
			resource: 'webhook',
			operation: 'wait',
			sender: 'openAi',
			jobId: '={{ $json.jobId }}',
			...parameters,
		},
		credentials: { signedWebhookApi: { webhookSecret } },
	});
	const events = () => execution.resumed.map(([{ json }]) => json);
	return { execution, events };
}

const OWN_ID = '4711';

/** Runs Resume Waiting Execution in an execution of the n8n that has the given resume URL. */
async function resume(resumeUrl: string, event: unknown, { secret = SECRET, own = resumeUrl, owner = '' } = {}) {
	const node = new SignedWebhook();
	const base = own.split('?')[0];
	const context = makeExecuteContext({
		nodeType: node,
		parameters: { resource: 'webhook', operation: 'resume', resumeUrl },
		credentials: { signedWebhookApi: { webhookSecret: secret, sender: owner } },
		additionalData: { executionId: OWN_ID, webhookWaitingBaseUrl: base.slice(0, base.lastIndexOf('/')) },
		items: [{ json: event as never }],
	});
	const [[{ json }]] = await node.execute.call(context);
	return { json, hints: context.hints.map(({ message }) => message) };
}

const outcome = async (...parameters: Parameters<typeof resume>) => (await resume(...parameters)).json.result;

/** Something that answers at a resume URL as it is told: with a status and a body, or by breaking off. */
async function answering(...answers: Array<[status: number, body: unknown] | 'breaks off' | (() => void)>) {
	const calls: string[] = [];
	const server = createServer((request, response) => {
		if (request.method === 'OPTIONS') {
			response.writeHead(204, { 'access-control-max-age': '300' }).end();
			return;
		}
		request.resume();
		calls.push(`${request.method} ${request.url}`);
		let answer = answers[Math.min(calls.length, answers.length) - 1];
		if (typeof answer === 'function') {
			answer();
			answer = [409, RUNNING];
		}
		if (answer === 'breaks off') request.socket.destroy();
		else response.writeHead(answer[0], { 'content-type': 'application/json' }).end(JSON.stringify(answer[1]));
	});
	servers.push(server);
	await new Promise<void>((resolve) => {
		server.listen(0, '127.0.0.1', resolve);
	});
	return { calls, url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/webhook-waiting/12` };
}

const n8nSays = (message: string) => ({ code: 0, message });
const RUNNING = n8nSays('The execution "12" is running already.');
const RECEIVED: [number, unknown] = [200, { received: true }];

describe('signedWebhook webhook:resume', () => {
	it('ends the wait as a delivery of the sender would, and keeps how it was verified', async () => {
		const { execution, events } = await waitFor();
		await execution.sleep([{ json: { jobId: 'resp_1' } }]);
		const event = eventOf('resp_1', { verifiedBy: 'fields', metadata: { order: '42' } });
		expect(await resume(execution.url, event)).toEqual({
			json: { executionId: execution.id, result: 'resumed' },
			hints: [],
		});
		expect(events()).toEqual([event]);
	});

	it('may belong to any sender with a secret, one by settings and one that signs nothing included', async () => {
		const secret = 'b7Xk2vQ9pLmZ4tR8sWnC1y';
		for (const [provider, parameters] of [
			['custom', { sender: 'custom', signatureHeader: 'x-signature' }],
			['heyGen', { sender: 'heyGen' }],
			['luma', { sender: 'luma' }],
		] as const) {
			letTimePass(1_000);
			const { execution, events } = await waitFor(parameters, secret);
			await execution.sleep([{ json: { jobId: 'job_1' } }]);
			expect(await outcome(execution.url, eventOf('job_1', { provider }), { secret })).toBe('resumed');
			expect(events()).toMatchObject([{ provider }]);
		}
	});

	it('ends one wait, however often it is handed over', async () => {
		const { execution, events } = await waitFor({ jobId: '' });
		await execution.sleep([{ json: {} }]);
		expect(await outcome(execution.url, eventOf('resp_1'))).toBe('resumed');
		expect(await outcome(execution.url, eventOf('resp_1'))).toBe('duplicate');
		await execution.sleep([{ json: {} }]);
		expect(await outcome(execution.url, eventOf('resp_1'))).toBe('duplicate');
		expect(await outcome(execution.url, eventOf('resp_2'))).toBe('resumed');
		expect(events()).toMatchObject([{ jobId: 'resp_1' }, { jobId: 'resp_2' }]);
	});

	it('that reports progress leaves the execution asleep, and the editor says so', async () => {
		const { execution, events } = await waitFor();
		await execution.sleep([{ json: { jobId: 'resp_1' } }]);
		const { json, hints } = await resume(execution.url, eventOf('resp_1', { status: 'progress' }));
		expect(json.result).toBe('ignored');
		expect(hints).toEqual([expect.stringContaining(`Execution ${execution.id} keeps waiting`)]);
		expect(events()).toEqual([]);
	});

	it('about another job is tried until the next wait takes it', async () => {
		const { execution, events } = await waitFor();
		await execution.sleep([{ json: { jobId: 'resp_1' } }]);
		const early = outcome(execution.url, eventOf('resp_2'));
		expect(await outcome(execution.url, eventOf('resp_1'))).toBe('resumed');
		await execution.sleep([{ json: { jobId: 'resp_2' } }]);
		expect(await early).toBe('resumed');
		expect(events()).toMatchObject([{ jobId: 'resp_1' }, { jobId: 'resp_2' }]);
	});

	it('of another sender than the awaited one is refused', async () => {
		const { execution, events } = await waitFor();
		await execution.sleep([{ json: { jobId: 'resp_1' } }]);
		await expect(outcome(execution.url, eventOf('resp_1', { provider: 'heyGen' }))).rejects.toMatchObject({
			message: `Execution ${execution.id} waits for another sender than "heyGen"`,
			description: expect.stringContaining('same Sender'),
		});
		expect(events()).toEqual([]);
	});

	it('with another credential is refused', async () => {
		const { execution, events } = await waitFor();
		await execution.sleep([{ json: { jobId: 'resp_1' } }]);
		const secret = `whsec_${Buffer.alloc(32, 9).toString('base64')}`;
		await expect(outcome(execution.url, eventOf('resp_1'), { secret })).rejects.toMatchObject({
			message: `Execution ${execution.id} refused the hand-over`,
			description: expect.stringContaining('same credential'),
		});
		expect(events()).toEqual([]);
	});
});

describe('a resume URL', () => {
	it.each([
		['of another host', 'http://example.com/webhook-waiting/12'],
		['of a host that begins in the same way', 'ORIGIN.example.com/webhook-waiting/12'],
		['with a name and a password', 'http://n8n:secret@HOST/webhook-waiting/12'],
		['of another scheme', 'https://HOST/webhook-waiting/12'],
		['of another path', 'ORIGIN/webhook/12'],
		['that leaves the path', 'ORIGIN/webhook-waiting/../rest/users'],
		['that leaves the path encoded', 'ORIGIN/webhook-waiting/%2e%2e/rest'],
		['with backslashes', 'ORIGIN/webhook-waiting\\..\\rest'],
		['with a suffix', 'ORIGIN/webhook-waiting/12/suffix'],
		['without a number', 'ORIGIN/webhook-waiting/'],
		['with another parameter', 'ORIGIN/webhook-waiting/12?token=a'],
		['with a second parameter', 'ORIGIN/webhook-waiting/12?signature=a&callback=b'],
		['with a path in its signature', 'ORIGIN/webhook-waiting/12?signature=a/suffix'],
		['with an encoded path in its signature', 'ORIGIN/webhook-waiting/12?signature=a%2Fsuffix'],
		['with a fragment', 'ORIGIN/webhook-waiting/12#a'],
		['that is none', 'resp_1'],
		['of a file', 'file:///etc/passwd'],
	])('%s is refused without a request', async (_, address) => {
		const { calls, url } = await answering(RECEIVED);
		const { origin, host } = new URL(url);
		const given = address.replace('ORIGIN', origin).replace('HOST', host);
		await expect(outcome(given, eventOf('resp_1'), { own: url })).rejects.toMatchObject({
			message: 'The parameter "Resume URL" is not a resume URL of this n8n',
			description: expect.stringContaining('{{ $execution.resumeUrl }}'),
			context: { itemIndex: 0 },
		});
		expect(calls).toEqual([]);
	});

	it('is called with its signature, below the prefix of this n8n', async () => {
		const { calls, url } = await answering(RECEIVED);
		const under = url.replace('/webhook-waiting', '/n8n/webhook-waiting');
		expect(await outcome(`${under}?signature=0a-b_c`, eventOf('resp_1'))).toBe('resumed');
		expect(calls).toEqual(['POST /n8n/webhook-waiting/12?signature=0a-b_c']);
	});

	it('of the execution itself is refused', async () => {
		const { calls, url } = await answering(RECEIVED);
		await expect(outcome(url.replace(/12$/, OWN_ID), eventOf('resp_1'))).rejects.toMatchObject({
			message: 'The parameter "Resume URL" is that of this execution',
		});
		expect(calls).toEqual([]);
	});
});

describe('an execution that does not wait yet', () => {
	it.each([
		['runs the steps before its wait', [409, RUNNING]],
		['does not answer', 'breaks off'],
		['is behind an n8n that starts', [200, 'n8n is starting up. Please wait']],
		['waits at another node first', [404, n8nSays('does not contain a waiting webhook with a matching path/method.')]],
		['is being resumed', [503, { error: 'unavailable' }]],
	] as Array<[string, [number, unknown] | 'breaks off']>)('is tried again where it %s', async (_, answer) => {
		const { calls, url } = await answering(answer, answer, RECEIVED);
		expect(await outcome(url, eventOf('resp_1'))).toBe('resumed');
		expect(calls).toHaveLength(3);
	});

	it('is given up after a minute, with a sentence', async () => {
		const { calls, url } = await answering([409, RUNNING], () => letTimePass(60_000));
		await expect(outcome(url, eventOf('resp_1'))).rejects.toMatchObject({
			message: 'Execution 12 did not take the event within a minute',
			description: expect.stringMatching(/job "resp_1".*status 409: The execution "12" is running already\./),
		});
		expect(calls).toHaveLength(2);
	});
});

describe('an execution that never waits again is not tried twice', () => {
	it.each([
		[409, n8nSays('The execution "12 has finished already.'), /has finished$/],
		[409, n8nSays('The execution "12" has finished with error.'), /has finished$/],
		[404, n8nSays('The execution "12" does not exist.'), /is not in this n8n/],
		[401, { error: 'Invalid token' }, /n8n refused the resume URL/],
	])('%i %j', async (status, body, message) => {
		const { calls, url } = await answering([status, body]);
		await expect(outcome(url, eventOf('resp_1'))).rejects.toMatchObject({
			message: expect.stringMatching(message),
			description: expect.stringMatching(/^[A-Z].*\.$/),
		});
		expect(calls).toHaveLength(1);
	});
});

describe('a redirect', () => {
	it('is not followed', async () => {
		const elsewhere = await answering(RECEIVED);
		const { url } = await answering([302, {}], () => letTimePass(60_000));
		await expect(outcome(url, eventOf('resp_1'))).rejects.toMatchObject({ message: /within a minute/ });
		expect(elsewhere.calls).toEqual([]);
	});
});

describe('what is no verified event of a sender with a secret', () => {
	it.each([
		[{}, 'The parameter "Event" is not a verified event'],
		[eventOf('resp_1', { verifiedBy: null }), 'The parameter "Event" is not a verified event'],
		[eventOf('job_1', { provider: 'fal' }), 'Events of Fal cannot be handed over'],
		[eventOf('job_1', { provider: 'discord' }), 'Events of Discord (Interactions) cannot be handed over'],
	])('is refused without a request: %j', async (event, message) => {
		const { calls, url } = await answering(RECEIVED);
		await expect(outcome(url, event)).rejects.toMatchObject({ message });
		expect(calls).toEqual([]);
	});

	it.each([
		['', 'openAi', /is empty/],
		['short secret', 'custom', /128 bits/],
		['-----BEGIN PUBLIC KEY-----\nMCowBQYDK2VwAyEA\n-----END PUBLIC KEY-----', 'custom', /key pair/],
	])('is not signed with the secret "%s"', async (secret, provider, description) => {
		const { calls, url } = await answering(RECEIVED);
		await expect(outcome(url, eventOf('job_1', { provider }), { secret })).rejects.toMatchObject({
			message: 'The credential cannot sign the hand-over',
			description: expect.stringMatching(description),
		});
		expect(calls).toEqual([]);
	});

	it('is not signed with the credential of another sender', async () => {
		const { url } = await answering(RECEIVED);
		await expect(outcome(url, eventOf('job_1'), { owner: 'heyGen' })).rejects.toMatchObject({
			description: expect.stringContaining('The credential is for "heyGen"'),
		});
	});
});

describe('a forged hand-over', () => {
	const body = JSON.stringify(eventOf('resp_1'));

	/** As SECURITY.md describes it, with node:crypto alone. */
	const header = (id: string, { secret = SECRET, label = 'hand-over:', text = body, age = 0 } = {}) => {
		const time = Math.floor(Date.now() / 1000) - age;
		const signed = `${label}execution/${id}\n${time}\n${text}`;
		return `t=${time},v1=${createHmac('sha256', secret).update(signed).digest('hex')}`;
	};

	const send = async (url: string, headers: Record<string, string>, text = body) => {
		const response = await fetch(url, {
			method: 'POST',
			headers: { 'content-type': 'application/json', ...headers },
			body: text,
		});
		return { status: response.status, body: await response.text() };
	};

	it('is refused, and the right one is not', async () => {
		const { execution, events } = await waitFor();
		const { id, url } = execution;
		await execution.sleep([{ json: { jobId: 'resp_1' } }]);
		for (const forged of [
			header(randomUUID()),
			header(id, { age: 400 }),
			header(id, { age: -400 }),
			header(id, { label: 'callback:' }),
			header(id, { secret: 'another secret of 22 letters' }),
			header(id, { text: `${body} ` }),
			header(id).replace(/.$/, (digit) => (digit === '0' ? '1' : '0')),
			'',
		]) {
			expect(await send(url, { 'x-n8n-hand-over': forged })).toEqual(REFUSED);
		}
		const list = `[${body}]`;
		expect(await send(url, { 'x-n8n-hand-over': header(id, { text: list }) }, list)).toMatchObject({ status: 400 });
		expect(events()).toEqual([]);
		expect(await send(url, { 'x-n8n-hand-over': header(id) })).toMatchObject({ status: 200 });
		expect(events()).toHaveLength(1);
	});

	it('does not profit from a signature of the sender', async () => {
		const sender = simulatedSender('openAi');
		const { execution, events } = await waitFor();
		const [{ body: delivery, expected }] = sender.deliveries('resp_1', new Date());
		await execution.sleep([{ json: { jobId: expected.jobId } }]);
		const now = new Date(Date.now());
		const bytes = Buffer.from(JSON.stringify(delivery));
		const headers = sender.sign(bytes, { id: 'msg_1', now }, sender.secret);
		expect(await send(execution.url, { ...headers, 'x-n8n-hand-over': 't=1,v1=00' }, bytes.toString())).toEqual(
			REFUSED,
		);
		expect(await sendAs(sender, execution.url, delivery, { now })).toMatchObject({ status: 200 });
		expect(events()).toHaveLength(1);
	});

	it('is refused where the sender has a key pair, also if it is signed with the public key', async () => {
		const publicKey = 'd75a980182b10ab7d54bfed3c964073a0ee172f3daa62325af021a68f707511a';
		const { execution, events } = await waitFor({ sender: 'discord' }, publicKey);
		await execution.sleep([{ json: { jobId: 'resp_1' } }]);
		const text = JSON.stringify(eventOf('resp_1', { provider: 'discord' }));
		const forged = header(execution.id, { secret: publicKey, text });
		expect(await send(execution.url, { 'x-n8n-hand-over': forged }, text)).toEqual(REFUSED);
		expect(events()).toEqual([]);
	});
});
