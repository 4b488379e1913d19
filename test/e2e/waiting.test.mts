import { readMetadata, signMetadata } from '../../nodes/shared/tokens/metadata.ts';
import type { ExecutionDetail } from '../harness/execution-data.mts';
import type { StoredWorkflow, WorkflowNode } from '../harness/n8n-types.mts';
import { waitUntil } from '../harness/sleep.mts';
import { type Delivery, sendSigned } from '../simulator/index.mts';
import { sendAs, simulatedSender } from '../simulator/senders/index.mts';
import {
	actionNode,
	createChain,
	itemsNode,
	jsonOf,
	manualTrigger,
	received,
	webhookNode,
} from '../support/action-workflow.mts';
import { startJobNode, startJobService } from '../support/job-service.mts';
import { leaks } from '../support/leak-check.mts';
import { expectAnnouncedItems } from '../support/output-schemas.mts';
import { openWorkbench, PACKAGE, type Workbench } from '../support/workbench.mts';

let bench: Workbench;

beforeAll(async () => {
	bench = await openWorkbench({ logLevel: 'debug' });
}, 20 * 60_000);

afterAll(async () => {
	await bench?.close();
});

const RENDERS = 3;
const VARIATIONS = 4;

const photosNode: WorkflowNode = {
	name: 'Photos',
	type: 'n8n-nodes-base.splitOut',
	typeVersion: 1,
	parameters: { fieldToSplitOut: 'body.photos', options: {} },
};

/** Shows what comes in, and of which photo n8n takes it to have come. */
const traced: WorkflowNode = {
	name: 'Received',
	type: 'n8n-nodes-base.set',
	typeVersion: 3.4,
	parameters: {
		includeOtherFields: true,
		assignments: {
			assignments: [
				{ id: 'origin', name: 'origin', type: 'string', value: '={{ $("Photos").item.json["body.photos"] }}' },
			],
		},
		options: {},
	},
};

const stageNode = (parameters: Record<string, unknown> = {}, node: Record<string, unknown> = {}) =>
	actionNode(
		bench,
		'virtualStagingAi',
		'render:createAndWait',
		{
			imageUrl: '={{ $json["body.photos"] }}',
			variationCount: VARIATIONS,
			removeFurniture: 'off',
			limitWaitMinutes: 30,
			metadata: { entries: [{ key: 'photo', value: '={{ $json["body.photos"] }}' }] },
			...parameters,
		},
		{ name: 'Stage', ...node },
	);

/** What happens in the world once for each time that the execution goes on. */
const sideEffect = () => actionNode(bench, 'virtualStagingAi', 'account:ping', {}, { name: 'Ping', executeOnce: true });
const sideEffects = () => bench.simulator.virtualStagingAi.requests.filter(({ path }) => path === '/status').length;

/** A workflow that stages some photos, waits for the results, and shows them. A call to its Webhook node starts it. */
async function createStaging(
	parameters: Record<string, unknown> = {},
	{ last = received, ...node }: Record<string, unknown> & { last?: WorkflowNode } = {},
): Promise<StoredWorkflow> {
	const workflow = await createChain(bench, webhookNode(), photosNode, stageNode(parameters, node), last, sideEffect());
	await bench.client.activateAndWait(workflow.id, [String(workflow.nodes[0].parameters?.path)]);
	return workflow;
}

const photo = (index: number) => `https://example.com/room-${index}.jpg`;
const photos = (count: number) => Array.from({ length: count }, (_, index) => photo(index));

async function start(workflow: StoredWorkflow, addresses: string[]): Promise<string> {
	const before = (await bench.client.executions({ workflowId: workflow.id })).length;
	await fetch(`${bench.n8n.url}/webhook/${String(workflow.nodes[0].parameters?.path)}`, {
		method: 'POST',
		headers: { 'content-type': 'application/json' },
		body: JSON.stringify({ photos: addresses }),
	});
	const [execution] = await bench.client.waitForExecutions(workflow.id, before + 1);
	return execution.id;
}

/** Starts renders, lets the execution fall asleep, and finishes them; the simulator keeps the deliveries back. */
async function startHeld(
	workflow: StoredWorkflow,
	addresses: string[],
	variations = VARIATIONS,
): Promise<{ executionId: string; held: Delivery[] }> {
	bench.simulator.virtualStagingAi.pendingDeliveries = [];
	const executionId = await start(workflow, addresses);
	const renders = addresses.filter((address) => address.startsWith('https:')).length;
	return { executionId, held: await finishRenders(executionId, renders, renders * variations) };
}

async function finishRenders(executionId: string, renders: number, variations: number): Promise<Delivery[]> {
	await bench.client.waitForExecution(executionId, { status: ['waiting'] });
	const { virtualStagingAi } = bench.simulator;
	for (const { id } of latestRenders(renders).flatMap((render) => render.variations)) {
		virtualStagingAi.finishVariation(id);
	}
	const held = [...virtualStagingAi.pendingDeliveries];
	expect(held).toHaveLength(variations);
	return held;
}

const latestRenders = (count: number) => [...bench.simulator.virtualStagingAi.renders.values()].slice(-count);

const send = async (delivery: Delivery) => await bench.simulator.virtualStagingAi.send(delivery);

const shuffled = <T,>(list: readonly T[]): T[] =>
	list
		.map((entry, index) => ({ entry, key: (index * 7919) % 13 }))
		.sort((some, other) => some.key - other.key)
		.map(({ entry }) => entry);

/** The items that have to come of the latest renders, in the order of the input items. */
const expectedItems = (count: number) =>
	latestRenders(count).flatMap(({ id, variations }, index) =>
		variations.map((variation) => ({
			provider: 'virtualStagingAi',
			event: 'done',
			status: 'completed',
			id: `${id}|${variation.id}|done`,
			jobId: id,
			variationId: variation.id,
			results: [{ url: expect.stringContaining(bench.simulator.files.baseUrl) }],
			error: null,
			metadata: { photo: photo(index) },
		})),
	);

const finished = async (executionId: string): Promise<ExecutionDetail> => {
	const execution = await bench.client.waitForExecution(executionId, { timeoutMs: 60_000 });
	expect(execution.error).toBeUndefined();
	await expectAnnouncedItems(bench.client, [stageNode()], execution);
	return execution;
};

describe('creating renders and waiting for them, on a real n8n', () => {
	let staging: StoredWorkflow;

	beforeAll(async () => {
		staging = await createStaging();
	});

	beforeEach(() => {
		bench.simulator.virtualStagingAi.holdDeliveries = true;
		bench.simulator.virtualStagingAi.variationDurationMs = Infinity;
	});

	it('resumes once with all results in the order of the items, however the calls arrive', async () => {
		const before = sideEffects();
		const { executionId, held } = await startHeld(staging, photos(RENDERS));
		const [lost, ...rest] = shuffled(held);
		expect(lost).toBeDefined();
		for (const delivery of [...rest.slice(0, 3), rest[0], rest[1], ...rest.slice(3)]) await send(delivery);

		const execution = await finished(executionId);
		expect(execution.status).toBe('success');
		expect(jsonOf(execution, 'Received')).toMatchObject(expectedItems(RENDERS));
		expect(jsonOf(execution, 'Received')).toHaveLength(RENDERS * VARIATIONS);
		expect(sideEffects()).toBe(before + 1);
	});

	it('has the metadata in the signed address of every call, and takes none that was altered there', async () => {
		const { executionId, held } = await startHeld(staging, photos(1));
		const { webhookSecret } = bench.credentialData.virtualStagingAi;
		const carried = held.map(({ url }) => new URL(url).searchParams.get('metadata'));
		expect(carried.map((value) => readMetadata(value, [webhookSecret]))).toEqual(held.map(() => ({ photo: photo(0) })));

		const forgery = signMetadata({ photo: 'https://example.com/another-room.jpg' }, 'guessed');
		for (const { url, body } of held) {
			const altered = new URL(url);
			altered.searchParams.set('metadata', forgery);
			await sendSigned({ provider: 'virtualStagingAi', url: altered.href, body, secret: webhookSecret });
		}
		expect(jsonOf(await finished(executionId), 'Received')).toMatchObject(expectedItems(1));
	});

	it('resumes once where all calls arrive at the same moment', async () => {
		const before = sideEffects();
		const { executionId, held } = await startHeld(staging, photos(RENDERS));
		await Promise.all(held.map(send));

		const execution = await finished(executionId);
		expect(jsonOf(execution, 'Received')).toMatchObject(expectedItems(RENDERS));
		expect(execution.runs.Received).toHaveLength(1);
		expect(sideEffects()).toBe(before + 1);
	});

	it('gets every result of a provider that delivers at its own pace, and leaves one execution behind', async () => {
		bench.simulator.virtualStagingAi.holdDeliveries = false;
		bench.simulator.virtualStagingAi.variationDurationMs = 2_000;
		const before = (await bench.client.executions({ workflowId: staging.id })).length;
		const executionId = await start(staging, photos(RENDERS));
		expect(jsonOf(await finished(executionId), 'Received')).toMatchObject(expectedItems(RENDERS));
		await bench.simulator.virtualStagingAi.idle();
		expect(await bench.client.executions({ workflowId: staging.id })).toHaveLength(before + 1);
	});

	it('does not sleep where the results are there at once', async () => {
		bench.simulator.virtualStagingAi.variationDurationMs = 0;
		const before = sideEffects();
		const executionId = await start(staging, photos(RENDERS));
		expect(jsonOf(await finished(executionId), 'Received')).toMatchObject(expectedItems(RENDERS));
		expect(sideEffects()).toBe(before + 1);
	});

	it('does not wake for calls that the provider has not signed', async () => {
		const { executionId, held } = await startHeld(staging, photos(1));
		const [{ url, body }] = held;
		const forged = { provider: 'virtualStagingAi', url, body } as const;
		const { webhookSecret: secret } = bench.credentialData.virtualStagingAi;
		const answers = [
			await sendSigned({ ...forged, secret: 'guessed' }),
			await sendSigned({ ...forged, secret: null }),
			await sendSigned({ ...forged, secret, tamper: (bytes) => Buffer.from(bytes.toString().replace('done', 'lost')) }),
		];
		expect(answers.map(({ status }) => status)).toEqual([401, 401, 401]);

		const { isFirstMajor } = bench.client;
		const [withoutToken] = url.split('?');
		expect(new URL(url).searchParams.has('signature')).toBe(!isFirstMajor);
		if (!isFirstMajor)
			expect(await sendSigned({ ...forged, url: withoutToken, secret })).toMatchObject({ status: 401 });
		expect(await bench.client.execution(executionId)).toMatchObject({ status: 'waiting' });

		await send(held[0]);
		expect(await finished(executionId)).toMatchObject({ status: 'success' });
	});

	it('gets the results after n8n was killed while it waited', async () => {
		const { executionId, held } = await startHeld(staging, photos(RENDERS));
		await bench.n8n.kill();
		await bench.n8n.start();
		await bench.client.login();

		await send(held[0]);
		expect(jsonOf(await finished(executionId), 'Received')).toMatchObject(expectedItems(RENDERS));
	});

	it('acknowledges calls without waking while variations are being worked on', async () => {
		const { virtualStagingAi } = bench.simulator;
		virtualStagingAi.holdDeliveries = false;
		const executionId = await start(staging, photos(1));
		await bench.client.waitForExecution(executionId, { status: ['waiting'] });
		const [first, ...others] = latestRenders(1)[0].variations;

		virtualStagingAi.finishVariation(first.id);
		await virtualStagingAi.idle();
		expect(virtualStagingAi.deliveries.at(-1)?.attempts).toMatchObject([{ status: 200, body: '{"received":true}' }]);
		expect(await bench.client.execution(executionId)).toMatchObject({ status: 'waiting' });

		for (const { id } of others) virtualStagingAi.finishVariation(id, id === others[0].id ? 'Too dark' : undefined);
		expect(jsonOf(await finished(executionId), 'Received').map(({ status, error }) => [status, error])).toEqual([
			['completed', null],
			['failed', 'Too dark'],
			['completed', null],
			['completed', null],
		]);
	});

	it('works in a run from the editor too', async () => {
		const onePhoto: WorkflowNode = {
			...photosNode,
			type: 'n8n-nodes-base.code',
			typeVersion: 2,
			parameters: { jsCode: `return [{ json: { 'body.photos': '${photo(0)}' } }];` },
		};
		const workflow = await createChain(bench, manualTrigger, onePhoto, stageNode(), received);
		bench.simulator.virtualStagingAi.pendingDeliveries = [];
		const { executionId = '' } = await bench.client.runManually(workflow.id, manualTrigger.name);
		const [delivery] = await finishRenders(executionId, 1, VARIATIONS);
		await send(delivery);
		const execution = await finished(executionId);
		expect(execution).toMatchObject({ status: 'success', mode: 'manual' });
		expect(jsonOf(execution, 'Received')).toMatchObject(expectedItems(1));
	});

	it('is over when the execution is cancelled, and late calls wake nothing', async () => {
		const before = sideEffects();
		const { executionId, held } = await startHeld(staging, photos(1));
		await bench.client.call('POST', `/rest/executions/${executionId}/stop`, {});
		for (const { status } of await send(held[0])) expect(status).not.toBe(200);
		expect(await bench.client.execution(executionId)).toMatchObject({ status: 'canceled' });
		expect(sideEffects()).toBe(before);
	});

	it('downloads the results where that is wanted', async () => {
		const workflow = await createStaging({ downloadResults: true, variationCount: 1 });
		const { executionId, held } = await startHeld(workflow, photos(1), 1);
		await send(held[0]);
		const [item] = (await finished(executionId)).items('Stage');
		expect(item.binary).toMatchObject({
			result_0: { mimeType: 'image/png', fileName: `${String(item.json.variationId)}.png` },
		});
	});

	it('passes the failed items on with the others, each in its place', async () => {
		const workflow = await createStaging({ variationCount: 1 }, { onError: 'continueRegularOutput', last: traced });
		const { executionId, held } = await startHeld(workflow, [photo(0), 'nowhere', photo(2)], 1);
		await send(held[0]);
		expect(jsonOf(await finished(executionId), 'Received')).toMatchObject([
			{ status: 'completed', origin: photo(0) },
			{ error: 'Virtual Staging AI rejected the request (400)', origin: 'nowhere' },
			{ status: 'completed', origin: photo(2) },
		]);
	});

	it('passes the failed items on by the error output', async () => {
		const workflow = await createStaging({ variationCount: 1 }, { onError: 'continueErrorOutput', last: traced });
		const { executionId, held } = await startHeld(workflow, [photo(0), 'nowhere', photo(2)], 1);
		await send(held[0]);
		const execution = await finished(executionId);
		expect(jsonOf(execution, 'Received')).toMatchObject([{ origin: photo(0) }, { origin: photo(2) }]);
		expect(jsonOf(execution, 'Stage', 1)).toMatchObject([{ error: 'Virtual Staging AI rejected the request (400)' }]);
	});

	it('never pairs a result with the photo of another', async () => {
		const last = { ...traced, onError: 'continueRegularOutput' };
		const workflow = await createStaging({ variationCount: 2 }, { last });
		const { executionId, held } = await startHeld(workflow, photos(2), 2);
		await send(held[0]);
		const items = jsonOf(await finished(executionId), 'Received') as Array<{
			origin?: string;
			metadata?: { photo: string };
		}>;
		expect(items.length).toBeGreaterThan(0);
		expect(items.filter(({ origin, metadata }) => (origin ?? metadata?.photo) !== metadata?.photo)).toEqual([]);
	});

	it('goes on with the ids of the renders when the time limit comes first', async () => {
		const workflow = await createStaging({ limitWaitMinutes: 0.05 });
		const executionId = await start(workflow, photos(2));
		const execution = await bench.client.waitForExecution(executionId, { timeoutMs: 100_000 });
		expect(jsonOf(execution, 'Received')).toMatchObject(
			latestRenders(2).map(({ id }, index) => ({
				provider: 'virtualStagingAi',
				status: 'progress',
				jobId: id,
				results: [],
				metadata: { photo: photo(index) },
				issues: [expect.stringContaining('Limit Wait (0.05 minutes) passed')],
			})),
		);
	});

	it('leaves by the error output when the time limit comes first and it is to fail', async () => {
		const limit = { limitWaitMinutes: 0.05, whenLimitWaitPasses: 'fail' };
		const workflow = await createStaging(limit, { onError: 'continueErrorOutput' });
		const executionId = await start(workflow, photos(2));
		const execution = await bench.client.waitForExecution(executionId, { timeoutMs: 100_000 });
		expect(jsonOf(execution, 'Stage')).toEqual([]);
		expect(jsonOf(execution, 'Stage', 1)).toEqual(
			latestRenders(2).map(({ id }) => ({ error: expect.stringContaining(`The jobId is "${id}"`) as string })),
		);
	});

	it('resumes with the results although it was to fail at the time limit', async () => {
		const workflow = await createStaging(
			{ whenLimitWaitPasses: 'fail', variationCount: 1 },
			{ onError: 'continueErrorOutput' },
		);
		const { executionId, held } = await startHeld(workflow, photos(1), 1);
		await send(held[0]);
		expect(jsonOf(await finished(executionId), 'Received')).toMatchObject([
			{ status: 'completed', metadata: { photo: photo(0) } },
		]);
	});
});

describe('waiting for a signed webhook in a loop, on a real n8n', () => {
	it('goes on with the result of each job, although none of them is named', async () => {
		const service = await startJobService();
		const sender = simulatedSender('replicate');
		const { id, name } = await bench.client.createCredential('signedWebhookApi', 'Replicate', {
			webhookSecret: sender.secret,
		});
		const start = webhookNode();
		const job = startJobNode(service.url);
		const loop: WorkflowNode = {
			name: 'Loop',
			type: 'n8n-nodes-base.splitInBatches',
			typeVersion: 3,
			parameters: { batchSize: 1, options: {} },
		};
		const wait: WorkflowNode = {
			name: 'Wait',
			type: `${PACKAGE}.signedWebhook`,
			typeVersion: 2,
			parameters: { resource: 'webhook', operation: 'wait', sender: 'replicate', limitWaitMinutes: 5 },
			credentials: { signedWebhookApi: { id, name } },
		};
		const items = itemsNode([{ photo: 1 }, { photo: 2 }]);
		const to = (node: string) => [{ node, type: 'main' as const, index: 0 }];
		const workflow = await bench.client.createWorkflow({
			name: 'Loop over jobs',
			nodes: [start, items, loop, job, wait, received],
			connections: {
				[start.name]: { main: [to(items.name)] },
				[items.name]: { main: [to(loop.name)] },
				[loop.name]: { main: [to(received.name), to(job.name)] },
				[job.name]: { main: [to(wait.name)] },
				[wait.name]: { main: [to(loop.name)] },
			},
		});
		const path = String(start.parameters?.path);
		await bench.client.activateAndWait(workflow.id, [path]);
		await fetch(`${bench.n8n.url}/webhook/${path}`, { method: 'POST' });
		const [execution] = await bench.client.waitForExecutions(workflow.id, 1);

		const answers: string[] = [];
		for (const nth of [0, 1]) {
			const started = await waitUntil(() => service.jobs[nth], { what: `job ${nth + 1}`, timeoutMs: 60_000 });
			const [{ body }] = sender.deliveries(started.id, new Date());
			// n8n answers 409 until it has stored that the execution sleeps.
			const answer = async () => await sendAs(sender, started.webhook, body);
			const isStored = (sent: { status: number }) => sent.status !== 409;
			const sent = await waitUntil(async () => [await answer()].find(isStored), {
				what: 'the wait',
				timeoutMs: 60_000,
			});
			answers.push(sent.body);
		}
		service.close();
		const detail = await bench.client.waitForExecution(execution.id, { status: ['success', 'error'] });
		expect(answers).toEqual(['{"received":true}', '{"received":true}']);
		expect(jsonOf(detail, 'Received')).toMatchObject(
			service.jobs.map((each) => ({ provider: 'replicate', status: 'completed', jobId: each.id })),
		);
	}, 180_000);
});

describe('the secrets', () => {
	it('are nowhere to be found', async () => {
		expect(await leaks(bench)).toEqual([]);
	});
});
