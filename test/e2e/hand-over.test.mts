/** Services with one address per account, on a real n8n: the event of a trigger ends the wait of another execution. */
import { resumeUrl } from '../../nodes/shared/http/own-address.ts';
import type { StoredCredential, StoredWorkflow, WorkflowNode } from '../harness/n8n-types.mts';
import { waitUntil } from '../harness/sleep.mts';
import { sendAs, simulatedSender } from '../simulator/senders/index.mts';
import { createChain, received, webhookNode } from '../support/action-workflow.mts';
import { startJobNode, startJobService } from '../support/job-service.mts';
import { expectAnnouncedItems } from '../support/output-schemas.mts';
import { openWorkbench, PACKAGE, type Workbench } from '../support/workbench.mts';

const heyGen = simulatedSender('heyGen');
const replicate = simulatedSender('replicate');

let bench: Workbench;
let service: Awaited<ReturnType<typeof startJobService>>;
let credentials: Record<'heyGen' | 'replicate', StoredCredential>;
/** The workflow that hands over, and the only address that the service calls. */
let relay: StoredWorkflow;
let accountUrl: string;

beforeAll(async () => {
	bench = await openWorkbench();
	service = await startJobService();
	credentials = {
		heyGen: await bench.client.createCredential('signedWebhookApi', 'HeyGen', { webhookSecret: heyGen.secret }),
		replicate: await bench.client.createCredential('signedWebhookApi', 'R', { webhookSecret: replicate.secret }),
	};
	const trigger = node('HeyGen Trigger', 'signedWebhookTrigger', 'heyGen', {
		events: ['*'],
		// A repeated event is handed over once more.
		options: { ignoreDuplicates: false },
	});
	relay = await createChain(
		bench,
		trigger,
		node('Resume', 'signedWebhook', 'heyGen', {
			resource: 'webhook',
			operation: 'resume',
			resumeUrl: '={{ $json.body.event_data.callback_id }}',
		}),
	);
	accountUrl = bench.client.webhookUrl(relay, trigger.name);
	await bench.client.activateAndWait(relay.id, [new URL(accountUrl).pathname.slice('/webhook/'.length)]);
}, 20 * 60_000);

afterAll(async () => {
	service?.close();
	await bench?.close();
});

function node(
	name: string,
	type: string,
	sender: 'heyGen' | 'replicate',
	parameters: Record<string, unknown>,
): WorkflowNode {
	const { id, name: credential } = credentials[sender];
	return {
		name,
		type: `${PACKAGE}.${type}`,
		typeVersion: 2,
		parameters: { sender, ...parameters },
		credentials: { signedWebhookApi: { id, name: credential } },
	};
}

const wait = (name: string, sender: 'heyGen' | 'replicate', jobId: string, limitWaitMinutes = 30) =>
	node(name, 'signedWebhook', sender, { resource: 'webhook', operation: 'wait', jobId, limitWaitMinutes });

const pause = (seconds: number): WorkflowNode => ({
	name: 'Pause',
	type: 'n8n-nodes-base.wait',
	typeVersion: 1.1,
	parameters: { amount: seconds, unit: 'seconds' },
});

/** Starts an execution, and returns it with the jobs that it has started. */
async function start(count: number, ...nodes: WorkflowNode[]) {
	const first = webhookNode();
	const workflow = await createChain(bench, first, ...nodes);
	const path = String(first.parameters?.path);
	await bench.client.activateAndWait(workflow.id, [path]);
	const before = service.jobs.length;
	await fetch(`${bench.n8n.url}/webhook/${path}`, { method: 'POST' });
	const jobs = await waitUntil(
		async () => {
			const started = service.jobs.slice(before);
			return started.length === count ? started : undefined;
		},
		{ what: 'the jobs', timeoutMs: 30_000 },
	);
	const [{ id }] = await bench.client.executions({ workflowId: workflow.id });
	return { executionId: id, jobs };
}

let handedOver = 0;

/** The service reports the end of a job to its one address; the relay hands it over. */
async function report(jobId: string, callbackId: string) {
	const [{ body }] = heyGen.deliveries(jobId, new Date());
	const data = { ...(body.event_data as object), callback_id: callbackId };
	expect(await sendAs(heyGen, accountUrl, { ...body, event_data: data })).toMatchObject({ status: 200 });
	handedOver += 1;
	const [{ id }] = await bench.client.waitForExecutions(relay.id, handedOver, { timeoutMs: 90_000 });
	const execution = await bench.client.execution(id);
	if (execution.status === 'success') await expectAnnouncedItems(bench.client, relay.nodes, execution);
	return execution;
}

it('resumes the execution that waits, also where it does not wait yet, once, and not after its limit', async () => {
	const late = await start(1, startJobNode(service.url), wait('Wait', 'heyGen', '={{ $json.id }}', 0.05), received);
	const own = await start(
		1,
		startJobNode(service.url),
		pause(4),
		wait('Wait', 'heyGen', "={{ $('Start Prediction').item.json.id }}"),
		received,
	);
	const [{ id, webhook }] = own.jobs;
	expect((await bench.client.execution(own.executionId)).status).toBe('running');

	const first = await report(id, webhook);
	expect(first.items('Resume').map(({ json }) => json)).toEqual([{ executionId: own.executionId, result: 'resumed' }]);
	const resumed = await bench.client.waitForExecution(own.executionId);
	expect(resumed.status).toBe('success');
	expect(resumed.items('Received').map(({ json }) => json)).toEqual([
		expect.objectContaining({ provider: 'heyGen', jobId: id, status: 'completed', verifiedBy: 'signature' }),
	]);

	const second = await report(id, webhook);
	expect(second.error?.message).toBe(`Execution ${own.executionId} does not wait any more: it has finished`);

	// n8n looks for executions whose limit has passed once a minute.
	const limited = await bench.client.waitForExecution(late.executionId, { timeoutMs: 90_000 });
	expect(limited.items('Received').map(({ json }) => json.status)).toEqual(['progress']);
	const third = await report(late.jobs[0].id, late.jobs[0].webhook);
	expect(third.error?.message).toBe(`Execution ${late.executionId} does not wait any more: it has finished`);
}, 180_000);

it('finds the resume URLs of n8n by a preflight, and takes nothing else of n8n for one', async () => {
	const isOne = async (path: string) => {
		const response = await fetch(bench.n8n.url + path, {
			method: 'OPTIONS',
			headers: { origin: bench.n8n.url, 'access-control-request-method': 'POST' },
		});
		const headers: Record<string, string> = {};
		response.headers.forEach((value, name) => {
			headers[name] = value;
		});
		return resumeUrl.answers({ statusCode: response.status, headers });
	};
	expect(await isOne('/webhook-waiting/1?signature=a')).toBe(true);
	for (const path of ['/', '/rest/login', '/other/1', new URL(accountUrl).pathname])
		expect(await isOne(path)).toBe(false);
});

it('calls no other address, whatever the service sends back', async () => {
	const own = `${bench.n8n.url}/webhook-waiting/1`;
	const before = service.jobs.length;
	for (const address of [
		service.url,
		`${service.url.replace(/\/v1.*/, '')}/webhook-waiting/1`,
		`${bench.n8n.url}/webhook/1`,
		`${own}?signature=a&callback=b`,
		`${own}/suffix`,
	]) {
		const { error } = await report('job_1', address);
		expect(error?.message).toBe('The parameter "Resume URL" is not a resume URL of this n8n');
	}
	expect(service.jobs).toHaveLength(before);
	const unknown = await report('job_1', `${bench.n8n.url}/webhook-waiting/999999`);
	expect(unknown.error?.message).toBe('Execution 999999 is not in this n8n');
}, 60_000);

it('has a delivery about the job of a later wait come again, and those of earlier waits not', async () => {
	const second = { ...startJobNode(service.url), name: 'Start Second' };
	const { executionId, jobs } = await start(
		2,
		startJobNode(service.url),
		second,
		wait('Wait', 'replicate', "={{ $('Start Prediction').item.json.id }}"),
		wait('Wait for Second', 'replicate', "={{ $('Start Second').first().json.id }}"),
		received,
	);
	const deliver = async ({ id, webhook }: (typeof jobs)[number], status = 'succeeded') => {
		const [{ body }] = replicate.deliveries(id, new Date());
		return (await sendAs(replicate, webhook, { ...body, status })).status;
	};
	await bench.client.waitForExecution(executionId, { status: ['waiting'] });
	expect(await deliver(jobs[1])).toBe(503);
	expect(await deliver(jobs[0])).toBe(200);
	const asleepAgain = async () => {
		const { status, runs } = await bench.client.execution(executionId);
		return (status === 'waiting' && 'Wait for Second' in runs) || undefined;
	};
	await waitUntil(asleepAgain, { what: 'the second wait', timeoutMs: 30_000 });
	// Another event about the first job: only what n8n has stored of the first wait tells that it is over.
	expect(await deliver(jobs[0], 'failed')).toBe(200);
	expect((await bench.client.execution(executionId)).status).toBe('waiting');
	expect(await deliver(jobs[1])).toBe(200);
	const detail = await bench.client.waitForExecution(executionId);
	expect(detail.items('Received').map(({ json }) => json.jobId)).toEqual([jobs[1].id]);
}, 60_000);
