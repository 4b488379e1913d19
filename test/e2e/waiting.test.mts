import { type StoredWorkflow } from '../harness/n8n-types.mts';
import { sleep } from '../harness/sleep.mts';
import { sendSigned } from '../simulator/index.mts';
import { openWorkbench, PACKAGE, type Workbench } from '../support/workbench.mts';

let bench: Workbench;

beforeAll(async () => {
	bench = await openWorkbench();
}, 20 * 60_000);

afterAll(async () => {
	await bench?.close();
});

const RENDERS = 3;
const VARIATIONS = 4;

/** A workflow that stages some photos, waits for the results, and shows them. Started by a call to its Webhook node. */
async function createStagingWorkflow(parameters: Record<string, unknown> = {}): Promise<StoredWorkflow> {
	const { id, name } = bench.credentials.virtualStagingAi;
	const workflow = await bench.client.createWorkflow({
		name: 'Stage photos and wait',
		nodes: [
			{
				name: 'Start',
				type: 'n8n-nodes-base.webhook',
				typeVersion: 2,
				parameters: { path: `stage-${Date.now()}`, httpMethod: 'POST' },
			},
			{
				name: 'Photos',
				type: 'n8n-nodes-base.splitOut',
				typeVersion: 1,
				parameters: { fieldToSplitOut: 'body.photos', options: {} },
			},
			{
				name: 'Stage',
				type: `${PACKAGE}.virtualStagingAi`,
				typeVersion: 2,
				parameters: {
					resource: 'render',
					operation: 'createAndWait',
					imageUrl: '={{ $json["body.photos"] }}',
					variationCount: VARIATIONS,
					removeFurniture: 'off',
					limitWaitMinutes: 30,
					metadata: { entries: [{ key: 'photo', value: '={{ $json["body.photos"] }}' }] },
					...parameters,
				},
				credentials: { virtualStagingAiApi: { id, name } },
			},
			{ name: 'Received', type: 'n8n-nodes-base.noOp', typeVersion: 1 },
		],
		connections: {
			Start: { main: [[{ node: 'Photos', type: 'main', index: 0 }]] },
			Photos: { main: [[{ node: 'Stage', type: 'main', index: 0 }]] },
			Stage: { main: [[{ node: 'Received', type: 'main', index: 0 }]] },
		},
	});
	await bench.client.activateAndWait(workflow.id);
	return workflow;
}

async function start(workflow: StoredWorkflow, count: number): Promise<string> {
	const path = String(workflow.nodes[0].parameters?.path);
	await fetch(`${bench.n8n.url}/webhook/${path}`, {
		method: 'POST',
		headers: { 'content-type': 'application/json' },
		body: JSON.stringify({
			photos: Array.from({ length: count }, (_, index) => `https://example.com/room-${index}.jpg`),
		}),
	});
	const [execution] = await bench.client.waitForExecutions(workflow.id, 1);
	await bench.client.waitForExecution(execution.id, { status: ['waiting'] });
	return execution.id;
}

/** The simulator keeps its deliveries back until the test sends them. */
async function withHeldDeliveries(test: () => Promise<void>): Promise<void> {
	const { virtualStagingAi } = bench.simulator;
	virtualStagingAi.holdDeliveries = true;
	virtualStagingAi.pendingDeliveries = [];
	try {
		await test();
	} finally {
		virtualStagingAi.holdDeliveries = false;
	}
}

async function heldDeliveries(count: number) {
	const { virtualStagingAi } = bench.simulator;
	for (let tries = 0; virtualStagingAi.pendingDeliveries.length < count && tries < 100; tries++) await sleep(50);
	expect(virtualStagingAi.pendingDeliveries).toHaveLength(count);
	return [...virtualStagingAi.pendingDeliveries];
}

const shuffled = <T,>(list: readonly T[]): T[] =>
	list.map((entry, index) => ({ entry, key: (index * 7919) % 13 })).sort((a, b) => a.key - b.key).map(({ entry }) => entry);

describe('creating renders and waiting for them', () => {
	it('resumes once with all results in the order of the items, however the calls arrive', async () => {
		await withHeldDeliveries(async () => {
			const workflow = await createStagingWorkflow();
			const executionId = await start(workflow, RENDERS);
			const [lost, ...rest] = shuffled(await heldDeliveries(RENDERS * VARIATIONS));
			expect(lost).toBeDefined();

			const attempts = [];
			for (const delivery of [...rest.slice(0, 3), rest[0], rest[1], ...rest.slice(3)]) {
				attempts.push(await bench.simulator.virtualStagingAi.send(delivery));
			}
			const execution = await bench.client.waitForExecution(executionId);
			expect(execution.status).toBe('success');

			const events = execution.items('Received').map(({ json }) => json);
			expect(events).toHaveLength(RENDERS * VARIATIONS);
			const renders = [...bench.simulator.virtualStagingAi.renders.values()].slice(-RENDERS);
			const expected = renders.flatMap(({ id, variations }, index) =>
				variations.map((variation) => ({
					provider: 'virtualStagingAi',
					event: 'done',
					status: 'completed',
					id: `${id}|${variation.id}|done`,
					jobId: id,
					variationId: variation.id,
					results: [{ url: expect.stringContaining(bench.simulator.files.baseUrl) }],
					error: null,
					metadata: { photo: `https://example.com/room-${index}.jpg` },
				})),
			);
			expect(events).toMatchObject(expected);
			expect(execution.runs.Received).toHaveLength(1);
			expect(await bench.client.executions({ workflowId: workflow.id })).toHaveLength(1);
		});
	});

	it('does not wake for forged or unsigned calls', async () => {
		await withHeldDeliveries(async () => {
			const workflow = await createStagingWorkflow();
			const executionId = await start(workflow, 1);
			const [delivery] = await heldDeliveries(VARIATIONS);

			const forged = { provider: 'virtualStagingAi', url: delivery.url, body: delivery.body } as const;
			for (const overrides of [{ secret: 'guessed' }, { secret: null }]) {
				expect(await sendSigned({ ...forged, ...overrides })).toMatchObject({ status: 401 });
			}
			expect(await bench.client.execution(executionId)).toMatchObject({ status: 'waiting' });

			await bench.simulator.virtualStagingAi.send(delivery);
			expect(await bench.client.waitForExecution(executionId)).toMatchObject({ status: 'success' });
		});
	});

	it('gets the result after n8n was killed while it waited', async () => {
		await withHeldDeliveries(async () => {
			const workflow = await createStagingWorkflow();
			const executionId = await start(workflow, 1);
			const deliveries = await heldDeliveries(VARIATIONS);
			await bench.n8n.kill();
			await bench.n8n.start();
			await bench.client.login();

			for (const delivery of deliveries) await bench.simulator.virtualStagingAi.send(delivery);
			const execution = await bench.client.waitForExecution(executionId);
			expect(execution.items('Received')).toHaveLength(VARIATIONS);
		});
	});

	it('acknowledges calls without waking while variations are being worked on', async () => {
		const { virtualStagingAi } = bench.simulator;
		virtualStagingAi.variationDurationMs = Infinity;
		try {
			const workflow = await createStagingWorkflow();
			const executionId = await start(workflow, 1);
			const render = [...virtualStagingAi.renders.values()].at(-1);
			const [first, ...others] = render?.variations ?? [];

			virtualStagingAi.finishVariation(first.id);
			await virtualStagingAi.idle();
			expect(virtualStagingAi.deliveries.at(-1)?.attempts).toMatchObject([{ status: 200, body: '{"received":true}' }]);
			expect(await bench.client.execution(executionId)).toMatchObject({ status: 'waiting' });

			for (const { id } of others) virtualStagingAi.finishVariation(id, id === others[0].id ? 'Too dark' : undefined);
			const execution = await bench.client.waitForExecution(executionId);
			expect(execution.items('Received').map(({ json }) => [json.status, json.error])).toEqual([
				['completed', null],
				['failed', 'Too dark'],
				['completed', null],
				['completed', null],
			]);
		} finally {
			virtualStagingAi.variationDurationMs = 200;
		}
	});

	it('downloads the results where that is wanted', async () => {
		await withHeldDeliveries(async () => {
			const workflow = await createStagingWorkflow({ downloadResults: true, variationCount: 1 });
			const executionId = await start(workflow, 1);
			const [delivery] = await heldDeliveries(1);
			await bench.simulator.virtualStagingAi.send(delivery);
			const [item] = (await bench.client.waitForExecution(executionId)).items('Received');
			expect(item.binary).toMatchObject({ result_0: { mimeType: 'image/png' } });
		});
	});
});
