import { Client } from '@modelcontextprotocol/sdk/client/index.js';
import { StreamableHTTPClientTransport } from '@modelcontextprotocol/sdk/client/streamableHttp.js';
import type { CallToolResult } from '@modelcontextprotocol/sdk/types.js';

import type { ExecutionDetail } from '../harness/execution-data.mts';
import { during, json, object, status } from '../simulator/answers.mts';
import { sendSigned, virtualStagingAiSample } from '../simulator/index.mts';
import {
	actionNode,
	createChain,
	itemsNode,
	jsonOf,
	manualTrigger,
	received,
	runChain,
} from '../support/action-workflow.mts';
import { leaks } from '../support/leak-check.mts';
import {
	activateReceiver,
	createReceiver,
	openReceiver,
	openWorkbench,
	PACKAGE,
	receivedItems,
	type Workbench,
} from '../support/workbench.mts';

let bench: Workbench;

beforeAll(async () => {
	bench = await openWorkbench({ logLevel: 'debug' });
}, 20 * 60_000);

afterAll(async () => {
	await bench?.close();
});

afterEach(() => {
	const { listingRva, virtualStagingAi, vigthoria, files } = bench.simulator;
	for (const { answers } of [listingRva, virtualStagingAi, vigthoria, files]) answers.clear();
	virtualStagingAi.apiLagMs = 0;
	virtualStagingAi.variationDurationMs = 200;
	vigthoria.generationDurationMs = 300;
});

const stageNode = (parameters: Record<string, unknown> = {}, node: Record<string, unknown> = {}) =>
	actionNode(
		bench,
		'virtualStagingAi',
		'render:createAndWait',
		{ imageUrl: 'https://example.com/room.jpg', removeFurniture: 'off', limitWaitMinutes: 5, ...parameters },
		{ name: 'Stage', ...node },
	);

/** Stages one photo for each item and returns the execution that slept meanwhile. */
async function stage(photos: number, parameters: Record<string, unknown> = {}): Promise<ExecutionDetail> {
	const items = itemsNode(Array.from({ length: photos }, (_, index) => ({ index })));
	const workflow = await createChain(bench, manualTrigger, items, stageNode(parameters), received);
	return await bench.client.runToEnd(workflow.id, manualTrigger.name, 60_000);
}

const executionsOf = async (workflowId: string) => await bench.client.executions({ workflowId });

describe('a trigger whose provider answers otherwise than expected, on a real n8n', () => {
	it('takes no delivery that is signed with the stars which the provider showed in place of the secret', async () => {
		const { answers } = bench.simulator.virtualStagingAi;
		answers.change(
			'POST',
			'/user/webhook-secret',
			object(() => ({ secret: '********' })),
		);
		const receiver = await openReceiver(bench, 'virtualStagingAi');

		const delivery = { provider: 'virtualStagingAi', url: receiver.url, body: virtualStagingAiSample('done') } as const;
		expect(await sendSigned({ ...delivery, secret: '********' })).toMatchObject({ status: 401 });
		const { webhookSecret } = bench.credentialData.virtualStagingAi;
		expect(await sendSigned({ ...delivery, secret: webhookSecret })).toMatchObject({ status: 200 });
		expect(await receivedItems(bench, receiver.workflow.id, 1)).toHaveLength(1);
		await bench.client.deactivate(receiver.workflow.id);
	});

	it('deletes its endpoint although the list does not show it', async () => {
		const { listingRva } = bench.simulator;
		const receiver = await openReceiver(bench, 'listingRva');
		expect([...listingRva.endpoints.values()]).toMatchObject([{ url: receiver.url }]);

		listingRva.answers.change(
			'GET',
			'/webhooks',
			json(() => []),
		);
		await bench.client.deactivate(receiver.workflow.id);
		expect([...listingRva.endpoints.values()]).toEqual([]);
	});

	it('stores nothing for a stranger where the expression in Allowed IPs fails', async () => {
		const receiver = await createReceiver(bench, 'vigthoria', {
			options: { allowedIps: '={{ $json.no.such.field }}' },
		});
		const refusal: unknown = await activateReceiver(bench, 'vigthoria', receiver).catch((error: unknown) => error);
		expect(refusal).toMatchObject({ message: expect.stringContaining('Allowed IPs') });

		const stranger = await sendSigned({
			provider: 'vigthoria',
			url: receiver.url,
			body: { type: 'generation.completed' },
			secret: 'guessed',
		});
		expect(stranger.status).toBeGreaterThanOrEqual(400);
		expect(await executionsOf(receiver.workflow.id)).toEqual([]);
	});
});

describe('paid work, on a real n8n', () => {
	it('is ordered once where the API answers 503 after it has taken the order, and the user is told', async () => {
		const { renders, answers } = bench.simulator.virtualStagingAi;
		const before = renders.size;
		answers.change('POST', '/renders', status(503));
		const execution = await runChain(
			bench,
			actionNode(bench, 'virtualStagingAi', 'render:create', { imageUrl: 'https://example.com/room.jpg' }),
		);
		expect(execution).toMatchObject({
			status: 'error',
			error: { description: expect.stringContaining('may still have taken effect') },
		});
		expect(renders.size).toBe(before + 1);
	});

	it('is waited for through an outage of 25 seconds', async () => {
		const { vigthoria } = bench.simulator;
		vigthoria.answers.change('GET', '/music/:id', during(25_000, status(503)));
		const execution = await runChain(
			bench,
			actionNode(
				bench,
				'vigthoria',
				'music:generate',
				{ prompt: 'rain', waitForCompletion: true, limitWaitMinutes: 5 },
				{ name: 'Generate' },
			),
		);
		expect(jsonOf(execution, 'Generate')).toMatchObject([
			{ status: 'completed', jobId: [...vigthoria.generations.keys()].at(-1), results: [{ url: expect.any(String) }] },
		]);
	});
});

describe('an execution that sleeps until its renders are finished, on a real n8n', () => {
	beforeEach(() => {
		bench.simulator.virtualStagingAi.variationDurationMs = 3_000;
	});

	it('wakes with the last delivery although the API is an hour behind it', async () => {
		bench.simulator.virtualStagingAi.apiLagMs = 3_600_000;
		const execution = await stage(1, { variationCount: 2 });
		expect(jsonOf(execution, 'Received')).toMatchObject(
			[0, 1].map(() => ({ status: 'completed', results: [{ url: expect.any(String) }] })),
		);
	});

	it('goes on without a file that is gone, and with the reason', async () => {
		bench.simulator.files.answers.change('GET', '/files/:name', status(404));
		const execution = await stage(1, { downloadResults: true });
		const items = execution.items('Received');
		expect(items).toMatchObject([
			{
				json: {
					status: 'completed',
					results: [{ url: expect.any(String) }],
					issues: [expect.stringMatching(/^result_0: .*404/)],
				},
			},
		]);
		expect(items[0]?.binary ?? {}).toEqual({});
	});

	it.each([1, 2])(
		'costs at most three requests for each of twelve renders of %s variations',
		async (variationCount) => {
			const { requests } = bench.simulator.virtualStagingAi;
			const before = [...requests].length;
			const execution = await stage(12, { variationCount });
			const states = jsonOf(execution, 'Received').map(({ status: state }) => state);
			expect(states).toEqual(Array(12 * variationCount).fill('completed'));
			expect([...requests].length - before).toBeLessThanOrEqual(3 * 12);
		},
	);
});

describe('Create and Wait as a tool of a model, on a real n8n', () => {
	it('returns the result, and leaves no execution waiting', async () => {
		bench.simulator.virtualStagingAi.variationDurationMs = 3_000;
		const path = `mcp-contrary-${Date.now()}`;
		const tool = stageNode({}, { name: 'Stage a photo', type: `${PACKAGE}.virtualStagingAiTool` });
		const workflow = await bench.client.createWorkflow({
			name: 'Offer staging',
			nodes: [
				{ name: 'Server', type: '@n8n/n8n-nodes-langchain.mcpTrigger', typeVersion: 2, parameters: { path } },
				tool,
			],
			connections: { [tool.name]: { ai_tool: [[{ node: 'Server', type: 'ai_tool', index: 0 }]] } },
		});
		await bench.client.activateAndWait(workflow.id, [path]);

		const mcp = new Client({ name: 'test', version: '1.0.0' });
		await mcp.connect(new StreamableHTTPClientTransport(new URL(`${bench.n8n.url}/mcp/${path}`)));
		const [offered] = (await mcp.listTools()).tools;
		const { content } = (await mcp.callTool({ name: offered.name, arguments: {} })) as CallToolResult;
		await mcp.close();
		const [answer] = content as Array<{ text: string }>;
		const [id] = [...bench.simulator.virtualStagingAi.renders.keys()].slice(-1);
		expect(JSON.parse(answer.text)).toMatchObject([
			{ status: 'completed', jobId: id, results: [{ url: expect.any(String) }] },
		]);

		const states = (await executionsOf(workflow.id)).map(({ status: state }) => state);
		expect(states).not.toContain('waiting');
		await bench.client.deactivate(workflow.id);
	});
});

describe('the secrets', () => {
	it('are nowhere to be found', async () => {
		expect(await leaks(bench)).toEqual([]);
	});
});
