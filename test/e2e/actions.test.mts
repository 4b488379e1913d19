import { Client } from '@modelcontextprotocol/sdk/client/index.js';
import { StreamableHTTPClientTransport } from '@modelcontextprotocol/sdk/client/streamableHttp.js';
import type { CallToolResult } from '@modelcontextprotocol/sdk/types.js';

import { sendSigned } from '../simulator/index.mts';
import {
	actionNode,
	createChain,
	itemsNode,
	jsonOf,
	received,
	runChain,
	webhookNode,
} from '../support/action-workflow.mts';
import { leaks } from '../support/leak-check.mts';
import {
	activateReceiver,
	createReceiver,
	newSecret,
	openWorkbench,
	PACKAGE,
	type ProviderName,
	providers,
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

const names = Object.keys(providers) as ProviderName[];
const byId = (value: string) => ({ webhookId: { __rl: true, mode: 'id', value } });
const register = (url: string) =>
	actionNode(bench, 'listingRva', 'webhook:create', { url, events: ['image.generated'] }, { name: 'Register' });

describe('the endpoints at ListingRVA AI, on a real n8n', () => {
	it('are registered, given a new secret, listed and deleted', async () => {
		const url = 'https://example.com/receiver';
		const execution = await runChain(
			bench,
			register(url),
			actionNode(bench, 'listingRva', 'webhook:rotateSecret', byId('={{ $json.id }}'), { name: 'Rotate' }),
			actionNode(bench, 'listingRva', 'webhook:getAll', { returnAll: true }, { name: 'List' }),
			actionNode(bench, 'listingRva', 'webhook:delete', byId('={{ $("Rotate").item.json.id }}'), { name: 'Remove' }),
			received,
		);
		expect(execution).toMatchObject({ status: 'success' });

		const [[registered], [rotated], listed] = ['Register', 'Rotate', 'List'].map((node) => jsonOf(execution, node));
		const [firstSecret, secondSecret] = bench.simulator.listingRva.issuedSecrets;
		expect(registered).toMatchObject({ url, secret: firstSecret, notice: expect.stringContaining('only once') });
		expect(rotated).toMatchObject({ url, secret: secondSecret, previousId: registered.id, previousRemoved: true });
		expect(listed).toEqual([{ id: rotated.id, url, events: ['image.generated'] }]);
		expect(jsonOf(execution, 'Received')).toEqual([{ deleted: true }]);
		expect(bench.simulator.listingRva.endpoints.size).toBe(0);
	});

	it('are listed in the drop-down list, and searched by URL and by id', async () => {
		const { listingRva } = bench.simulator;
		const wanted = listingRva.addEndpoint('https://example.com/wanted');
		const other = listingRva.addEndpoint('https://example.com/other');
		const search = async (filter?: string) => {
			const path = '/rest/dynamic-node-parameters/resource-locator-results';
			const { results } = await bench.client.call<{ results: Array<{ value: string }> }>('POST', path, {
				nodeTypeAndVersion: { name: `${PACKAGE}.listingRva`, version: 2 },
				methodName: 'searchWebhooks',
				path: 'parameters.webhookId',
				currentNodeParameters: {},
				credentials: { listingRvaApi: bench.credentials.listingRva },
				filter,
			});
			return results.map(({ value }) => value);
		};

		expect(await search()).toEqual([wanted.id, other.id]);
		expect(await search('WANTED')).toEqual([wanted.id]);
		expect(await search(other.id)).toEqual([other.id]);
		listingRva.endpoints.clear();
	});
});

describe('files, on a real n8n', () => {
	it('pass from a generated image, downloaded, into a render', async () => {
		const execution = await runChain(
			bench,
			actionNode(bench, 'listingRva', 'image:generate', {
				productId: 'prod_mug',
				style: 'hero_white_bg',
				waitForCompletion: true,
				limitWaitMinutes: 1,
			}),
			actionNode(bench, 'listingRva', 'asset:download', { assetId: '={{ $json.results[0].assetId }}' }),
			actionNode(bench, 'virtualStagingAi', 'render:create', { imageSource: 'binary' }),
		);
		expect(execution).toMatchObject({ status: 'success' });

		const [asset] = [...bench.simulator.listingRva.assets.values()].slice(-1);
		expect(jsonOf(execution, 'image:generate')).toMatchObject([
			{
				provider: 'listingRva',
				status: 'completed',
				jobId: asset.jobId,
				results: [{ assetId: asset.id, url: asset.url }],
			},
		]);
		const [file] = execution.items('asset:download');
		expect(file.json).toMatchObject({ id: asset.id });
		expect(file.binary).toMatchObject({ data: { mimeType: 'image/png', fileName: `${asset.id}.png` } });
		const render = [...bench.simulator.virtualStagingAi.renders.values()].at(-1);
		expect(jsonOf(execution, 'render:create')).toMatchObject([{ id: render?.id }]);
		expect(render?.imageUrl).toMatch(/^data:image\/png;base64,iVBORw0KGgo/);
	});

	it('are fetched from their host without the credential', () => {
		const requests = [...bench.simulator.files.requests];
		expect(requests.length).toBeGreaterThan(0);
		expect(requests.filter(({ headers }) => 'authorization' in headers)).toEqual([]);
	});
});

describe('the tools for webhooks, on a real n8n', () => {
	beforeAll(async () => {
		bench.credentialData.listingRva.webhookSecret = newSecret();
		await bench.client.updateCredential(bench.credentials.listingRva, bench.credentialData.listingRva);
	});

	it.each(names)('send a test event of %s from one workflow to the trigger of another', async (name) => {
		const receiver = await createReceiver(bench, name);
		await activateReceiver(bench, name, receiver);
		const execution = await runChain(bench, actionNode(bench, name, 'webhook:sendTestEvent', { url: receiver.url }));
		expect(execution).toMatchObject({ status: 'success' });

		const [sent] = jsonOf(execution, 'webhook:sendTestEvent') as Array<{ sent: { event: string; body: object } }>;
		expect(sent).toMatchObject({ statusCode: 200, body: { received: true } });
		expect(await receivedItems(bench, receiver.workflow.id, 1)).toMatchObject([
			[{ provider: name, event: sent.sent.event, body: sent.sent.body }],
		]);
		await bench.client.deactivate(receiver.workflow.id);
	});

	it.each(names)("tell an authentic delivery of %s from a forged one behind n8n's own Webhook node", async (name) => {
		const start = webhookNode({ options: { rawBody: true } });
		const headers = {
			listingRva: 'x-webhook-signature',
			virtualStagingAi: 'x-vsai-signature',
			vigthoria: 'x-vigthoria-signature',
		};
		const verify = actionNode(bench, name, 'webhook:verifySignature', {
			signature: `={{ $json.headers["${headers[name]}"] }}`,
			onMismatch: 'continue',
		});
		const workflow = await createChain(bench, start, verify, received);
		const path = String(start.parameters?.path);
		await bench.client.activateAndWait(workflow.id, [path]);

		const secret = bench.credentialData[name].webhookSecret;
		const body = `{ "event": "image.generated", "event_type": "done", "type": "generation.completed", "é": "\\u00e9" }`;
		const url = `${bench.n8n.url}/webhook/${path}`;
		await sendSigned({ provider: name, url, body, secret });
		await bench.client.waitForExecutions(workflow.id, 1);
		await sendSigned({ provider: name, url, body, secret, tamper: (bytes) => Buffer.from(`${bytes.toString()} `) });

		expect((await receivedItems(bench, workflow.id, 2)).flat()).toMatchObject([
			{ valid: true, reason: null, verifiedBy: 'signature', event: { provider: name } },
			{ valid: false, reason: 'signature-mismatch', event: null },
		]);
		await bench.client.deactivate(workflow.id);
	});
});

describe('an item that fails, on a real n8n', () => {
	const products = () => itemsNode([{ id: 'prod_mug' }, { id: 'prod_gone' }, { id: 'prod_lamp' }]);
	const generate = (node: Record<string, unknown> = {}) =>
		actionNode(
			bench,
			'listingRva',
			'image:generate',
			{ productId: '={{ $json.id }}', style: 'hero_white_bg' },
			{ name: 'Generate', ...node },
		);
	const failure = {
		error: 'ListingRVA AI returned "not found" (404)',
		message: expect.stringContaining('Product not found'),
	};
	const job = { jobId: expect.stringMatching(/^job_/) };

	it('ends the execution with an error that says what happened, and for which item', async () => {
		const execution = await runChain(bench, products(), generate());
		expect(execution).toMatchObject({
			status: 'error',
			error: { message: failure.error, description: failure.message, httpCode: '404', context: { itemIndex: 1 } },
		});
	});

	it('stands in its place where the node continues on errors', async () => {
		const execution = await runChain(bench, products(), generate({ onError: 'continueRegularOutput' }), received);
		expect(execution).toMatchObject({ status: 'success' });
		expect(jsonOf(execution, 'Received')).toEqual([job, failure, job]);
	});

	it('leaves by the error output, beside the items that it came with', async () => {
		const execution = await runChain(bench, products(), generate({ onError: 'continueErrorOutput' }));
		expect(execution).toMatchObject({ status: 'success' });
		expect(jsonOf(execution, 'Generate')).toEqual([job, job]);
		expect(jsonOf(execution, 'Generate', 1)).toMatchObject([failure]);
	});
});

describe('an operation as a tool of a model, on a real n8n', () => {
	it('is offered with its parameters, and called', async () => {
		const path = `mcp-${Date.now()}`;
		const tool = actionNode(
			bench,
			'listingRva',
			'asset:get',
			{ assetId: "={{ $fromAI('assetId', 'The ID of the image', 'string') }}" },
			{ name: 'Get an asset', type: `${PACKAGE}.listingRvaTool` },
		);
		const workflow = await bench.client.createWorkflow({
			name: 'Offer a tool',
			nodes: [
				{ name: 'Server', type: '@n8n/n8n-nodes-langchain.mcpTrigger', typeVersion: 2, parameters: { path } },
				tool,
			],
			connections: { [tool.name]: { ai_tool: [[{ node: 'Server', type: 'ai_tool', index: 0 }]] } },
		});
		await bench.client.activateAndWait(workflow.id, [path]);

		const asset = bench.simulator.listingRva.addAsset();
		const mcp = new Client({ name: 'test', version: '1.0.0' });
		await mcp.connect(new StreamableHTTPClientTransport(new URL(`${bench.n8n.url}/mcp/${path}`)));
		const [offered] = (await mcp.listTools()).tools;
		expect(offered).toMatchObject({ inputSchema: { properties: { assetId: { type: 'string' } } } });
		const { content } = (await mcp.callTool({
			name: offered.name,
			arguments: { assetId: asset.id },
		})) as CallToolResult;
		const [answer] = content as Array<{ text: string }>;
		expect(JSON.parse(answer.text)).toMatchObject([{ id: asset.id, url: asset.url }]);

		const failed = await mcp.callTool({ name: offered.name, arguments: { assetId: 'asset_gone' } });
		await mcp.close();
		expect(JSON.stringify(failed)).toMatch(/ListingRVA AI has no .*asset_gone.* \(404\)/);
		await bench.client.deactivate(workflow.id);
	});
});

describe('the secrets', () => {
	it('are nowhere but in the two operations that make new ones', async () => {
		expect(await leaks(bench)).toEqual([]);
		expect(await bench.n8n.readLog()).toContain('debug');
	});

	it('would be found if a workflow passed one on', async () => {
		const { id } = await runChain(bench, register('https://example.com/receiver'), received);
		expect(await leaks(bench)).toEqual([`Received in execution ${id} holds a secret of ListingRVA AI`]);
	});
});
