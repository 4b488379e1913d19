/** Executions that wait for a signed webhook more than once, as in a loop, and which jobs end a wait. */
import '../triggers/support/clock.mts';

import { createHmac, randomUUID } from 'node:crypto';

import type { INodeParameters } from 'n8n-workflow';

import { requestOf, sendAs, type SendOptions, simulatedSender } from '../../simulator/senders/index.mts';
import { closeResumeUrls, waitingExecution } from '../support/waiting-execution.mts';
import { letTimePass } from '../triggers/support/clock.mts';
// After the clock, which the node takes hold of when it is loaded.
import { SignedWebhook } from '../../../nodes/SignedWebhook/SignedWebhook.node.ts';

const RESUMED = { status: 200, body: '{"received":true}' };
const DUPLICATE = { status: 200, body: '{"received":true,"duplicate":true}' };
const FOR_LATER = { status: 503, body: '{"error":"unavailable"}' };
const PASSED_OVER = { status: 200, body: '{"received":true,"ignored":true}' };

// All tests share a credential, whose secret they change. It is read once a second.
beforeEach(() => letTimePass(1_000));
afterEach(closeResumeUrls);

/** An execution that can wait for a sender, and the sender's delivery that ends a job. */
async function waitFor(value: string, parameters: INodeParameters = {}) {
	const sender = simulatedSender(value);
	const execution = await waitingExecution(new SignedWebhook(), {
		parameters: { resource: 'webhook', operation: 'wait', sender: value, jobId: '={{ $json.jobId }}', ...parameters },
		credentials: { signedWebhookApi: { webhookSecret: sender.secret } },
	});
	const finish = async (jobId: string, options: SendOptions = {}) => {
		const deliveries = sender.deliveries(jobId, new Date());
		const { body } = deliveries.find(({ expected }) => expected.status === 'completed') ?? deliveries[0];
		return await sendAs(sender, execution.url, body, options);
	};
	const jobs = () => execution.resumed.map(([{ json }]) => json.jobId);
	return { execution, finish, jobs };
}

describe('an execution that waits twice', () => {
	it('for whichever job ends first goes on with each of them', async () => {
		const { execution, finish, jobs } = await waitFor('replicate');
		for (const job of ['job_1', 'job_2']) {
			await execution.sleep([{ json: {} }]);
			expect(await finish(job)).toEqual(RESUMED);
		}
		expect(jobs()).toEqual(['job_1', 'job_2']);
	});

	it('for one job goes on each time that the job ends', async () => {
		const { execution, finish, jobs } = await waitFor('replicate');
		for (let run = 0; run < 2; run++) {
			await execution.sleep([{ json: { jobId: 'job_1' } }]);
			expect(await finish('job_1')).toEqual(RESUMED);
		}
		expect(jobs()).toEqual(['job_1', 'job_1']);
	});

	it('for whichever job ends first does not take a repeated delivery for the end of the next job', async () => {
		const { execution, finish, jobs } = await waitFor('replicate');
		const id = `msg_${randomUUID()}`;
		await execution.sleep([{ json: {} }]);
		expect(await finish('job_1', { id })).toEqual(RESUMED);
		await execution.sleep([{ json: {} }]);
		expect(await finish('job_1', { id })).toEqual(DUPLICATE);
		expect(await finish('job_2')).toEqual(RESUMED);
		expect(jobs()).toEqual(['job_1', 'job_2']);
	});
});

describe('an execution that waits once', () => {
	it.each([
		['a job', { jobId: 'job_1' }],
		['any job', {}],
	])('for %s goes on once with two calls that come before it runs again', async (_, input) => {
		const { execution, finish, jobs } = await waitFor('replicate');
		await execution.sleep([{ json: input }]);
		const id = `msg_${randomUUID()}`;
		const statuses = await Promise.all(['job_1', 'job_1'].map(async (job) => (await finish(job, { id })).status));
		expect(statuses).toContain(200);
		expect(jobs()).toEqual(['job_1']);
		expect(await finish('job_1', { id })).toEqual(DUPLICATE);
		expect(jobs()).toEqual(['job_1']);
	});

	it('has fallen asleep with an earlier version of the node and goes on all the same', async () => {
		const { execution, finish, jobs } = await waitFor('replicate');
		const pending = {
			provider: 'replicate',
			event: 'waiting',
			id: 'waiting|job_1',
			status: 'progress',
			jobId: 'job_1',
		};
		execution.stored = [{ json: { ...pending, timestamp: null, results: [], error: null, body: {} } }];
		expect(await finish('another')).toEqual(FOR_LATER);
		expect(await finish('job_1')).toEqual(RESUMED);
		expect(jobs()).toEqual(['job_1']);
	});
});

describe('a delivery by settings', () => {
	const secret = 'a-secret-of-the-service';
	const settings = {
		sender: 'custom',
		signatureHeader: 'x-signature',
		eventField: 'event',
		jobId: 'job_1',
		fields: { jobIdField: 'id' },
	};

	async function waitBySettings(parameters: INodeParameters) {
		const execution = await waitingExecution(new SignedWebhook(), {
			parameters: { resource: 'webhook', operation: 'wait', ...settings, ...parameters },
			credentials: { signedWebhookApi: { webhookSecret: secret } },
		});
		await execution.sleep([{ json: {} }]);
		const deliver = async (body: unknown, { query = '', signed = (text: string) => text } = {}) => {
			const text = JSON.stringify(body);
			const signature = createHmac('sha256', secret).update(signed(text)).digest('hex');
			const headers = { 'content-type': 'application/json', 'x-signature': signature };
			const response = await fetch(`${execution.url}${query}`, { method: 'POST', headers, body: text });
			return { status: response.status, body: await response.text() };
		};
		return { execution, deliver };
	}

	it('may sign the resume URL, its query included', async () => {
		const { execution, deliver } = await waitBySettings({ signedContent: '{url}{body}' });
		const done = { event: 'job.completed', id: 'job_1' };
		const query = '?signature=the-token-of-n8n';
		expect(await deliver(done, { query, signed: (text) => text })).toMatchObject({ status: 401 });
		expect(await deliver(done, { query, signed: (text) => `${execution.url}${query}${text}` })).toEqual(RESUMED);
		expect(execution.resumed).toMatchObject([[{ json: { jobId: 'job_1', status: 'completed' } }]]);
	});

	it('may be a list in which one entry ends the wait', async () => {
		const { execution, deliver } = await waitBySettings({});
		const entry = (id: string, event: string) => ({ id, event });
		expect(await deliver([entry('job_1', 'job.started'), entry('job_2', 'job.completed')])).toEqual(PASSED_OVER);
		expect(await deliver([entry('job_2', 'job.completed'), entry('job_1', 'job.failed')])).toEqual(RESUMED);
		expect(execution.resumed).toMatchObject([[{ json: { jobId: 'job_1', status: 'failed' } }]]);
	});
});

describe('the job that ends a wait', () => {
	it('has exactly the awaited ID, also where the ID is a path', async () => {
		const { execution, finish, jobs } = await waitFor('replicate');
		await execution.sleep([{ json: { jobId: 'projects/mine/jobs/1' } }]);
		expect(await finish('projects/theirs/jobs/1')).toEqual(FOR_LATER);
		expect(await finish('1')).toEqual(FOR_LATER);
		expect(await finish('projects/mine/jobs/1')).toEqual(RESUMED);
		expect(jobs()).toEqual(['projects/mine/jobs/1']);
	});

	it('may be the last segment of the awaited ID where the sender names jobs by paths', async () => {
		const { execution, finish, jobs } = await waitFor('gemini');
		await execution.sleep([{ json: { jobId: 'batches/123' } }]);
		expect(await finish('124')).toEqual(FOR_LATER);
		expect(await finish('123')).toEqual(RESUMED);
		expect(jobs()).toEqual(['123']);
	});
});

describe('the end of a job that the execution does not wait for now', () => {
	const done = { id: 'evt_1', status: 'completed', jobId: 'job_1' };

	/** What the execution passed on before, as n8n stores it: the process that receives may be another one. */
	async function waitAfter(passedOn: Array<Record<string, unknown>>, sender = 'replicate') {
		const waiting = await waitFor(sender);
		await waiting.execution.sleep([{ json: { jobId: 'job_2' } }]);
		waiting.execution.passedOn = passedOn.map((json) => [{ json: json as never }]);
		return waiting;
	}

	it('comes again, so that the next wait gets it', async () => {
		const { execution, finish, jobs } = await waitFor('replicate');
		await execution.sleep([{ json: { jobId: 'job_1' } }]);
		expect(await finish('job_2')).toEqual(FOR_LATER);
		expect(await finish('job_1')).toEqual(RESUMED);
		await execution.sleep([{ json: { jobId: 'job_2' } }]);
		expect(await finish('job_1')).toEqual(PASSED_OVER);
		expect(await finish('job_2')).toEqual(RESUMED);
		expect(jobs()).toEqual(['job_1', 'job_2']);
	});

	it.each([
		['has ended an earlier wait', [{ ...done, id: 'another' }]],
		['was given up at Limit Wait', [{ event: 'waiting', id: 'waiting|1', status: 'progress', jobId: 'job_1' }]],
		['has ended the wait before the last one', [done, { ...done, id: 'evt_3', jobId: 'job_3' }]],
	])('does not come again where it %s', async (_, passedOn) => {
		const { finish, jobs } = await waitAfter(passedOn);
		expect(await finish('job_1')).toEqual(PASSED_OVER);
		expect(await finish('job_4')).toEqual(FOR_LATER);
		expect(jobs()).toEqual([]);
	});

	it('does not come again from a sender of which that is not known', async () => {
		const { finish, jobs } = await waitAfter([], 'freepik');
		expect(await finish('job_1')).toEqual(PASSED_OVER);
		expect(jobs()).toEqual([]);
	});

	it('is answered 503 with Retry-After', async () => {
		const { execution } = await waitAfter([]);
		const sender = simulatedSender('replicate');
		const [{ body }] = sender.deliveries('job_1', new Date());
		const { headers, body: bytes } = requestOf(sender, body);
		const response = await fetch(execution.url, { method: 'POST', headers, body: new Uint8Array(bytes) });
		expect([response.status, response.headers.get('retry-after')]).toEqual([503, '30']);
	});

	it('does not end a wait for any job either, after another process has taken it', async () => {
		const { execution, finish, jobs } = await waitFor('openAi');
		await execution.sleep([{ json: {} }]);
		const [{ body, expected }] = simulatedSender('openAi').deliveries('job_1', new Date());
		execution.passedOn = [[{ json: { ...done, id: String(body.id), jobId: expected.jobId } }]];
		expect(await finish('job_1')).toEqual(DUPLICATE);
		expect(jobs()).toEqual([]);
	});
});
