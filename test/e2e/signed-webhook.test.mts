/** Every sender's deliveries on a real n8n, received by the trigger and by an execution that waits. */
import type { StoredCredential, StoredWorkflow, WorkflowNode } from '../harness/n8n-types.mts';
import {
	deliverAs,
	type KeySetServer,
	sendAs,
	type SendOptions,
	simulatedSender,
	simulatedSenders,
	startKeySetServer,
} from '../simulator/senders/index.mts';
import { createChain, received, webhookNode } from '../support/action-workflow.mts';
import { startJobNode, startJobService } from '../support/job-service.mts';
import { openWorkbench, PACKAGE, receivedItems, type Workbench } from '../support/workbench.mts';

let bench: Workbench;
let keySet: KeySetServer;
const credentials = new Map<string, StoredCredential>();

beforeAll(async () => {
	bench = await openWorkbench();
	keySet = await startKeySetServer();
	for (const { value, secret } of simulatedSenders) {
		const credential = await bench.client.createCredential('signedWebhookApi', value, { webhookSecret: secret });
		credentials.set(value, credential);
	}
}, 20 * 60_000);

afterAll(async () => {
	await keySet?.close();
	await bench?.close();
});

const HOUR = 3_600_000;

const credentialOf = (value: string): Pick<WorkflowNode, 'credentials'> => {
	const stored = credentials.get(value);
	if (value === 'fal' || stored === undefined) return {};
	return { credentials: { signedWebhookApi: { id: stored.id, name: stored.name } } };
};

/** Where a sender that publishes its keys does so here. */
const keySetOf = (value: string) => ({ options: value === 'fal' ? { keySetUrl: keySet.url } : {} });

let serial = 0;
const unique = () => `job${Date.now().toString(36)}${serial++}`;

async function activeTrigger(value: string): Promise<{ workflow: StoredWorkflow; url: string }> {
	const trigger: WorkflowNode = {
		name: 'Signed Webhook Trigger',
		type: `${PACKAGE}.signedWebhookTrigger`,
		typeVersion: 2,
		parameters: { sender: value, events: ['*'], ...keySetOf(value) },
		...credentialOf(value),
	};
	const workflow = await createChain(bench, trigger, received);
	const url = bench.client.webhookUrl(workflow, trigger.name);
	await bench.client.activateAndWait(workflow.id, [new URL(url).pathname.slice(9)]);
	return { workflow, url };
}

describe.each(simulatedSenders.map((sender) => [sender.value, sender] as const))(
	'the trigger, set to %s',
	(value, sender) => {
		it('starts one execution for each authentic event and none for anything else', async () => {
			const { workflow, url } = await activeTrigger(value);
			const deliveries = sender.deliveries(unique(), new Date());
			const [{ body }] = deliveries;
			const send = async (options: SendOptions) => (await sendAs(sender, url, body, options)).status;

			const forged = await Promise.all([
				send({ spoil: (bytes) => Buffer.from(bytes.toString().replace('"', '"x')) }),
				send({ unsigned: true }),
				send({ secret: Buffer.alloc(32, 9).toString('base64') }),
				...(sender.timed
					? [send({ now: new Date(Date.now() - HOUR) }), send({ now: new Date(Date.now() + HOUR) })]
					: []),
			]);
			expect(new Set(forged)).toEqual(new Set([401]));

			const ids: string[] = [];
			for (const [index, { body: each }] of deliveries.entries()) {
				const id = `msg_${serial++}_${index}`;
				ids.push(id);
				expect(await sendAs(sender, url, each, { id })).toEqual({ status: 200, body: '{"received":true}' });
			}
			const again = await sendAs(sender, url, body, { id: ids[0] });
			expect(again).toEqual({ status: 200, body: '{"received":true,"duplicate":true}' });

			const items = await receivedItems(bench, workflow.id, new Set(ids).size);
			expect(items.flat()).toEqual(
				expect.arrayContaining(
					deliveries.map(({ body: each, expected: { results = [], error = null, ...fields } }) =>
						expect.objectContaining({ provider: value, body: each, results, error, ...fields }),
					),
				),
			);
			expect(items).toHaveLength(ids.length);
			await bench.client.deactivate(workflow.id);
		}, 120_000);
	},
);

it('the editor says whose delivery the listening trigger has refused', async () => {
	const sender = simulatedSender('elevenLabs');
	const trigger: WorkflowNode = {
		name: 'Signed Webhook Trigger',
		type: `${PACKAGE}.signedWebhookTrigger`,
		typeVersion: 2,
		parameters: { sender: 'gitHub', events: ['*'] },
		...credentialOf('elevenLabs'),
	};
	const workflow = await createChain(bench, trigger, received);
	await bench.client.runManually(workflow.id, trigger.name, trigger.name);
	const [{ body }] = sender.deliveries(unique(), new Date());
	const attempt = await sendAs(sender, bench.client.webhookUrl(workflow, trigger.name, { test: true }), body);
	expect(attempt).toEqual({ status: 401, body: '{"error":"unauthorized"}' });

	const [execution] = await bench.client.waitForExecutions(workflow.id, 1);
	const detail = await bench.client.waitForExecution(execution.id, { status: ['error', 'success'] });
	expect(JSON.stringify(detail)).toContain(
		'This delivery is signed as ElevenLabs signs, with your secret: choose ElevenLabs as Sender.',
	);
}, 120_000);

it('a key set that cannot be had puts deliveries off', async () => {
	const { url } = await activeTrigger('fal');
	const other = await startKeySetServer();
	other.instead = { status: 500 };
	const sender = simulatedSender('fal');
	const trigger: WorkflowNode = {
		name: 'Signed Webhook Trigger',
		type: `${PACKAGE}.signedWebhookTrigger`,
		typeVersion: 2,
		parameters: { sender: 'fal', events: ['*'], options: { keySetUrl: other.url } },
	};
	const workflow = await createChain(bench, trigger, received);
	const offUrl = bench.client.webhookUrl(workflow, trigger.name);
	await bench.client.activateAndWait(workflow.id, [new URL(offUrl).pathname.slice(9)]);
	const [{ body }] = sender.deliveries(unique(), new Date());
	expect(await sendAs(sender, offUrl, body)).toMatchObject({ status: 503 });
	expect(await sendAs(sender, url, body)).toMatchObject({ status: 200 });

	other.instead = undefined;
	const statuses = await deliverAs(sender, offUrl, body, 100);
	expect(statuses.at(-1)).toBe(200);
	await other.close();
});

describe('an execution that waits for a signed webhook', () => {
	const waitNode = (value: string): WorkflowNode => ({
		name: 'Wait',
		type: `${PACKAGE}.signedWebhook`,
		typeVersion: 2,
		parameters: {
			resource: 'webhook',
			operation: 'wait',
			sender: value,
			jobId: '={{ $json.id }}',
			limitWaitMinutes: 30,
			...keySetOf(value),
		},
		...credentialOf(value),
	});

	/** Starts a job and an execution that waits for it. */
	async function asleep(wait: WorkflowNode) {
		const service = await startJobService();
		const start = webhookNode();
		const workflow = await createChain(bench, start, startJobNode(service.url), wait, received);
		const path = String(start.parameters?.path);
		await bench.client.activateAndWait(workflow.id, [path]);
		await fetch(`${bench.n8n.url}/webhook/${path}`, {
			method: 'POST',
			headers: { 'content-type': 'application/json' },
			body: '{}',
		});
		const [execution] = await bench.client.waitForExecutions(workflow.id, 1);
		await bench.client.waitForExecution(execution.id, { status: ['waiting'] });
		return { service, workflow, execution };
	}

	it.each(['replicate', 'fal'])(
		'of %s sleeps through progress, other jobs and forgeries, and goes on with the result of its own',
		async (value) => {
			const { service, workflow, execution } = await asleep(waitNode(value));
			const [{ id, webhook }] = service.jobs;

			const sender = simulatedSender(value);
			const all = sender.deliveries(id, new Date());
			const [succeeded] = all;
			const progress = all.find(({ expected }) => expected.status === 'progress');
			const other = sender.deliveries('another', new Date())[0];
			const send = async (body: Record<string, unknown>, options: SendOptions = {}) =>
				await sendAs(sender, webhook, body, options);

			if (progress !== undefined) expect(await send({ ...progress.body, id })).toMatchObject({ status: 200 });
			// Both repeat: a later wait may be for the other job.
			expect(await send(other.body)).toMatchObject({ status: 503 });
			expect(await send(succeeded.body, { secret: Buffer.alloc(32, 9).toString('base64') })).toMatchObject({
				status: 401,
			});
			expect((await bench.client.executions({ workflowId: workflow.id }))[0].status).toBe('waiting');

			expect(await send(succeeded.body)).toEqual({ status: 200, body: '{"received":true}' });
			const detail = await bench.client.waitForExecution(execution.id, { status: ['success', 'error'] });
			expect(detail.items('Received').map(({ json }) => json)).toEqual([
				expect.objectContaining({
					provider: value,
					status: 'completed',
					jobId: id,
					results: succeeded.expected.results,
				}),
			]);
			service.close();
		},
		120_000,
	);

	it('of fal sleeps on where the delivery is signed for another user than the chosen one', async () => {
		const options = { keySetUrl: keySet.url, userId: 'somebody_else' };
		const wait = waitNode('fal');
		const { service, workflow } = await asleep({ ...wait, parameters: { ...wait.parameters, options } });
		const [{ id, webhook }] = service.jobs;
		const sender = simulatedSender('fal');
		expect(await sendAs(sender, webhook, sender.deliveries(id, new Date())[0].body)).toMatchObject({ status: 401 });
		expect((await bench.client.executions({ workflowId: workflow.id }))[0].status).toBe('waiting');
		service.close();
	}, 120_000);

	it('waits for a sender that publishes its keys, and says how to loop where it gets several items', async () => {
		const split: WorkflowNode = {
			name: 'Jobs',
			type: 'n8n-nodes-base.code',
			typeVersion: 2,
			parameters: { jsCode: 'return [{ json: { id: "a" } }, { json: { id: "b" } }];' },
		};
		const start = webhookNode();
		const workflow: StoredWorkflow = await createChain(bench, start, split, waitNode('fal'), received);
		const path = String(start.parameters?.path);
		await bench.client.activateAndWait(workflow.id, [path]);
		await fetch(`${bench.n8n.url}/webhook/${path}`, {
			method: 'POST',
			headers: { 'content-type': 'application/json' },
			body: '{}',
		});
		const [execution] = await bench.client.waitForExecutions(workflow.id, 1);
		const detail = await bench.client.waitForExecution(execution.id, { status: ['error', 'success'] });
		expect(detail.status).toBe('error');
		expect(JSON.stringify(detail)).toContain('one job at a time');
	}, 120_000);
});
