/** Services that sign nothing, on a real n8n: which calls start, wake or pass over what. */
import type { StoredCredential, StoredWorkflow, WorkflowNode } from '../harness/n8n-types.mts';
import { callbackToken } from '../support/callback-token.mts';
import { createChain, received, webhookNode } from '../support/action-workflow.mts';
import { startJobNode, startJobService } from '../support/job-service.mts';
import { newSecret, openWorkbench, PACKAGE, receivedItems, type Workbench } from '../support/workbench.mts';

const SECRET = newSecret();
const CREATE = 'Create Callback URL';

let bench: Workbench;
let service: Awaited<ReturnType<typeof startJobService>>;
let credential: StoredCredential;

beforeAll(async () => {
	bench = await openWorkbench();
	service = await startJobService();
	credential = await bench.client.createCredential('signedWebhookApi', 'Callback URLs', { webhookSecret: SECRET });
}, 20 * 60_000);

afterAll(async () => {
	service?.close();
	await bench?.close();
});

const node = (name: string, type: string, parameters: Record<string, unknown>): WorkflowNode => ({
	name,
	type: `${PACKAGE}.${type}`,
	typeVersion: 2,
	parameters,
	credentials: { signedWebhookApi: { id: credential.id, name: credential.name } },
});

const create = (parameters: Record<string, unknown> = {}) =>
	node(CREATE, 'signedWebhook', { resource: 'webhook', operation: 'createCallbackUrl', ...parameters });

const wait = (parameters: Record<string, unknown> = {}) =>
	node('Wait', 'signedWebhook', {
		resource: 'webhook',
		operation: 'wait',
		sender: 'callbackUrl',
		callbackId: `={{ $('${CREATE}').last().json.callbackId }}`,
		limitWaitMinutes: 30,
		...parameters,
	});

/** The node that starts a job and gives it the callback URL. */
const startJob = (): WorkflowNode => {
	const plain = startJobNode(service.url);
	return { ...plain, parameters: { ...plain.parameters, jsonBody: '={{ JSON.stringify({ webhook: $json.url }) }}' } };
};

async function post(url: string, body: object) {
	const response = await fetch(url, {
		method: 'POST',
		headers: { 'content-type': 'application/json' },
		body: JSON.stringify(body),
	});
	return response.status;
}

async function start(workflow: StoredWorkflow, first: WorkflowNode): Promise<string> {
	const path = String(first.parameters?.path);
	await bench.client.activateAndWait(workflow.id, [path]);
	await post(`${bench.n8n.url}/webhook/${path}`, {});
	const [execution] = await bench.client.waitForExecutions(workflow.id, 1);
	await bench.client.waitForExecution(execution.id, { status: ['waiting'] });
	return execution.id;
}

/** Starts a job and an execution that waits for it. */
async function asleep(...nodes: WorkflowNode[]) {
	const first = webhookNode();
	const workflow = await createChain(bench, first, ...nodes);
	const executionId = await start(workflow, first);
	const { id, webhook } = service.jobs[service.jobs.length - 1];
	return { workflow, executionId, id, url: webhook };
}

const isAsleep = async (executionId: string) => (await bench.client.execution(executionId)).status === 'waiting';

it('wakes the right execution once, and nothing else, for the URL that it was made for', async () => {
	const other = await asleep(create(), startJob(), wait());
	const own = await asleep(create(), startJob(), wait({ jobId: '={{ $json.id }}' }), received);
	const { url, id, executionId } = own;
	const [address] = url.split('&callback=')[0].split('?callback=');
	const ask = (token: string) => `${address}${address.includes('?') ? '&' : '?'}callback=${token}`;
	const receiver = `execution/${executionId}`;

	expect(await post(url, { id, status: 'queued' })).toBe(200);
	expect(await post(url, { id, status: 'processing', percent: 50 })).toBe(200);
	expect(await post(url, { id: 'another', status: 'completed' })).toBe(200);
	expect(await post(address, { id, status: 'completed' })).toBe(401);
	expect(await post(`${url}0`, { id, status: 'completed' })).toBe(401);
	for (const refused of [
		callbackToken({ secret: newSecret(), receiver }),
		callbackToken({ secret: SECRET, receiver, until: 1 }),
		callbackToken({ secret: SECRET, receiver: `execution/${other.executionId}` }),
		callbackToken({ secret: SECRET, receiver: 'b5f1/webhook' }),
	]) {
		expect(await post(ask(refused), { id, status: 'completed' })).toBe(401);
	}
	expect([await isAsleep(executionId), await isAsleep(other.executionId)]).toEqual([true, true]);

	expect(await post(url, { id, status: 'completed', url: 'https://example.com/1.mp4' })).toBe(200);
	const detail = await bench.client.waitForExecution(executionId);
	expect(await post(url, { id, status: 'completed' })).toBe(409);
	expect(detail.status).toBe('success');
	expect(detail.items('Received').map(({ json }) => json)).toEqual([
		expect.objectContaining({
			provider: 'callbackUrl',
			status: 'completed',
			jobId: id,
			results: [{ url: 'https://example.com/1.mp4' }],
			verifiedBy: 'callbackUrl',
		}),
	]);
	expect(await isAsleep(other.executionId)).toBe(true);
	expect(await post(other.url, { status: 'failed' })).toBe(200);
	await bench.client.waitForExecution(other.executionId);
}, 180_000);

it('ends the waits of a loop with the jobs of their turns, whatever else comes late', async () => {
	const before = service.jobs.length;
	const first = webhookNode();
	const items: WorkflowNode = {
		name: 'Items',
		type: 'n8n-nodes-base.code',
		typeVersion: 2,
		parameters: { jsCode: 'return [1, 2, 3].map((turn) => ({ json: { turn } }));' },
	};
	const loop: WorkflowNode = {
		name: 'Loop',
		type: 'n8n-nodes-base.splitInBatches',
		typeVersion: 3,
		parameters: { batchSize: 1, options: {} },
	};
	const to = (name: string) => [{ node: name, type: 'main' as const, index: 0 }];
	const workflow = await bench.client.createWorkflow({
		name: 'Three unsigned jobs',
		nodes: [first, items, loop, create(), startJob(), wait(), received],
		connections: {
			[first.name]: { main: [to('Items')] },
			Items: { main: [to('Loop')] },
			Loop: { main: [to('Received'), to(CREATE)] },
			[CREATE]: { main: [to('Start Prediction')] },
			'Start Prediction': { main: [to('Wait')] },
			Wait: { main: [to('Loop')] },
		},
	});
	const executionId = await start(workflow, first);
	for (let turn = 0; turn < 3; turn++) {
		const jobs = await jobsSince(before, turn + 1);
		await bench.client.waitForExecution(executionId, { status: ['waiting'] });
		// Every job before says once more that it is done, and this one that it is under way.
		for (const { webhook } of jobs.slice(0, turn)) expect(await post(webhook, { status: 'done', turn: -1 })).toBe(200);
		expect(await post(jobs[turn].webhook, { status: 'processing' })).toBe(200);
		expect(await isAsleep(executionId)).toBe(true);
		expect(await post(jobs[turn].webhook, { status: 'done', turn })).toBe(200);
	}
	const detail = await bench.client.waitForExecution(executionId);
	expect(detail.status).toBe('success');
	expect(detail.items('Received').map(({ json }) => (json.body as { turn: number }).turn)).toEqual([0, 1, 2]);
}, 180_000);

async function jobsSince(before: number, count: number) {
	for (let attempt = 0; attempt < 300 && service.jobs.length < before + count; attempt++) {
		await new Promise((resolve) => {
			setTimeout(resolve, 100);
		});
	}
	return service.jobs.slice(before);
}

it('starts the workflow of a trigger with the end of each job once, and with nothing else', async () => {
	const trigger = node('Signed Webhook Trigger', 'signedWebhookTrigger', { sender: 'callbackUrl', events: ['*'] });
	const workflow = await createChain(bench, trigger, received);
	const url = bench.client.webhookUrl(workflow, trigger.name);
	await bench.client.activateAndWait(workflow.id, [new URL(url).pathname.slice(9)]);

	const metadata = { entries: [{ key: 'order', value: '42' }] };
	const first = webhookNode();
	const maker = await createChain(bench, first, create({ url, metadata }), received);
	const path = String(first.parameters?.path);
	await bench.client.activateAndWait(maker.id, [path]);
	await post(`${bench.n8n.url}/webhook/${path}`, {});
	const [{ id }] = await bench.client.waitForExecutions(maker.id, 1);
	const [{ json }] = (await bench.client.waitForExecution(id)).items('Received');
	const { url: callback, callbackId } = json as { url: string; callbackId: string };

	expect(await post(url, { status: 'done' })).toBe(401);
	expect(await post(`${callback}0`, { status: 'done' })).toBe(401);
	expect(await post(callback, { status: 'done', task_id: 't1' })).toBe(200);
	expect(await post(callback, { status: 'done', task_id: 't1' })).toBe(200);
	expect(await post(callback, { status: 'processing' })).toBe(200);
	const items = await receivedItems(bench, workflow.id, 1);
	expect(items).toEqual([
		[
			expect.objectContaining({
				id: callbackId,
				jobId: 't1',
				status: 'completed',
				verifiedBy: 'callbackUrl',
				metadata: { order: '42' },
			}),
		],
	]);
}, 120_000);
