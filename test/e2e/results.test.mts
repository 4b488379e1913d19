import type { ExecutionDetail } from '../harness/execution-data.mts';
import { waitUntil } from '../harness/sleep.mts';
import type { Delivery } from '../simulator/index.mts';
import { actionNode, jsonOf, runChain } from '../support/action-workflow.mts';
import { leaks } from '../support/leak-check.mts';
import { openReceiver, openWorkbench, type Receiver, type Workbench } from '../support/workbench.mts';

let bench: Workbench;

beforeAll(async () => {
	bench = await openWorkbench({ logLevel: 'debug' });
}, 20 * 60_000);

afterAll(async () => {
	await bench?.close();
});

/** The executions of a receiver, the earliest first. */
async function executionsOf({ workflow }: Receiver, count: number): Promise<ExecutionDetail[]> {
	const executions = await bench.client.waitForExecutions(workflow.id, count, { timeoutMs: 60_000 });
	return await Promise.all(executions.reverse().map(async ({ id }) => await bench.client.execution(id)));
}

const link = () => expect.stringContaining(bench.simulator.files.baseUrl);

describe('the results of an event, on a real n8n', () => {
	it('come as files from Virtual Staging AI, one for each view', async () => {
		const receiver = await openReceiver(bench, 'virtualStagingAi', { options: { downloadResults: true } });
		const { virtualStagingAi } = bench.simulator;
		virtualStagingAi.multiView = true;
		await virtualStagingAi.deliver('done', { url: receiver.url });
		virtualStagingAi.multiView = false;

		const [execution] = await executionsOf(receiver, 1);
		const [item] = execution.items('Received');
		expect(item.json.results).toMatchObject([{ url: link() }, { url: link() }]);
		expect(item.binary).toMatchObject({
			result_0: { mimeType: 'image/png', fileName: expect.stringMatching(/-1\.png$/) },
			result_1: { mimeType: 'image/png', fileName: expect.stringMatching(/-2\.png$/) },
		});
		await bench.client.deactivate(receiver.workflow.id);
	});

	it('come as files from ListingRVA AI, with their addresses', async () => {
		const receiver = await openReceiver(bench, 'listingRva', { options: { downloadResults: true } });
		await bench.simulator.listingRva.deliver();
		const [execution] = await executionsOf(receiver, 1);
		const [item] = execution.items('Received');
		expect(item.json.results).toEqual([{ assetId: expect.stringMatching(/^asset_/), url: link() }]);
		expect(item.binary).toMatchObject({ result_0: { mimeType: 'image/png' } });
		await bench.client.deactivate(receiver.workflow.id);
	});

	it('come with their addresses only, where ListingRVA AI is to be asked for no more', async () => {
		const receiver = await openReceiver(bench, 'listingRva', { options: { resolveAssets: true } });
		await bench.simulator.listingRva.deliver();
		const [execution] = await executionsOf(receiver, 1);
		const [item] = execution.items('Received');
		expect(item.json.results).toEqual([{ assetId: expect.stringMatching(/^asset_/), url: link() }]);
		expect(item.binary ?? {}).toEqual({});
		await bench.client.deactivate(receiver.workflow.id);
	});

	it('come as files from Vigthoria, and say in the item why one could not be downloaded', async () => {
		const receiver = await openReceiver(bench, 'vigthoria', { options: { downloadResults: true } });
		const { vigthoria, files } = bench.simulator;
		await vigthoria.deliver();
		await executionsOf(receiver, 1);
		await vigthoria.deliver({
			id: `evt_missing_${Date.now()}`,
			type: 'generation.completed',
			created: new Date().toISOString(),
			data: { generation_id: 'gen_missing', status: 'completed', result_url: files.url('missing') },
		});
		const [complete, incomplete] = await executionsOf(receiver, 2);
		expect(complete.items('Received')[0].binary).toMatchObject({ result_0: { mimeType: 'audio/mpeg' } });
		expect(incomplete.status).toBe('success');
		expect(incomplete.items('Received')[0].json).toMatchObject({
			jobId: 'gen_missing',
			issues: expect.arrayContaining([expect.stringMatching(/could not be downloaded.*404.*expire/)]),
		});
		await bench.client.deactivate(receiver.workflow.id);
	});

	it('are fetched from their host without any credential', () => {
		const { requests } = bench.simulator.files;
		expect(requests.length).toBeGreaterThan(3);
		expect(requests.filter(({ headers }) => 'authorization' in headers || 'x-api-key' in headers)).toEqual([]);
	});
});

describe('a render as a whole, on a real n8n', () => {
	let receiver: Receiver;
	let seen = 0;

	beforeAll(async () => {
		// Its patience is not known, and a busy machine needs much of it for a dozen calls at once.
		bench.simulator.virtualStagingAi.policy.timeoutMs = 60_000;
		receiver = await openReceiver(bench, 'virtualStagingAi', {
			events: ['done', 'error'],
			options: { emit: 'render' },
		});
	});

	beforeEach(() => {
		bench.simulator.virtualStagingAi.holdDeliveries = true;
		bench.simulator.virtualStagingAi.pendingDeliveries = [];
	});

	afterEach(() => {
		bench.simulator.virtualStagingAi.holdDeliveries = false;
		bench.simulator.virtualStagingAi.failVariations = () => false;
	});

	/** Creates a render whose deliveries are kept back. */
	async function createRender(variations: number, metadata: Record<string, string> = {}) {
		const { virtualStagingAi } = bench.simulator;
		const entries = Object.entries(metadata).map(([key, value]) => ({ key, value }));
		const execution = await runChain(
			bench,
			actionNode(bench, 'virtualStagingAi', 'render:create', {
				imageUrl: 'https://example.com/room.jpg',
				variationCount: variations,
				removeFurniture: 'off',
				webhookUrl: receiver.url,
				metadata: { entries },
			}),
		);
		const [{ id }] = jsonOf(execution, 'render:create');
		const ofRender = () => virtualStagingAi.pendingDeliveries.filter(({ body }) => body.render_id === id);
		const held = await waitUntil(() => (ofRender().length < variations ? undefined : ofRender()), {
			what: `${variations} deliveries`,
		});
		return { id: String(id), held };
	}

	const send = async (delivery: Delivery) => await bench.simulator.virtualStagingAi.send(delivery);

	/** The items of the executions that there have to be since the last call, each in its own execution. */
	async function newItems(count: number): Promise<Array<Record<string, unknown>>> {
		const executions = (await executionsOf(receiver, seen + count)).slice(seen);
		expect(executions.map(({ status }) => status)).toEqual(Array(count).fill('success'));
		seen += count;
		return executions.flatMap((execution) => jsonOf(execution, 'Received'));
	}

	it('comes once with all its results and its metadata, whatever the order of the calls', async () => {
		const { id, held } = await createRender(4, { listing: '4711', agent: 'Zoë' });
		for (const delivery of [...held].reverse()) await send(delivery);
		for (const delivery of held) await send(delivery);

		expect(await newItems(1)).toMatchObject([
			{
				provider: 'virtualStagingAi',
				event: 'done',
				status: 'completed',
				jobId: id,
				variationId: null,
				results: held.map(() => ({ url: link() })),
				error: null,
				metadata: { listing: '4711', agent: 'Zoë' },
			},
		]);
	});

	it('comes once where all calls arrive at the same moment, twice each', async () => {
		const renders = [await createRender(3), await createRender(3)];
		const attempts = await Promise.all(renders.flatMap(({ held }) => [...held, ...held]).map(send));
		expect(attempts.filter((each) => each.at(-1)?.status === 200).length).toBeGreaterThanOrEqual(renders.length);
		const items = await newItems(renders.length);
		expect(items.map(({ jobId }) => jobId).sort()).toEqual(renders.map(({ id }) => id).sort());
		expect(items.map(({ results }) => (results as unknown[]).length)).toEqual([3, 3]);
	});

	it('tells which of its variations failed', async () => {
		bench.simulator.virtualStagingAi.failVariations = ({ index }) => index === 1;
		const some = await createRender(2);
		for (const delivery of some.held) await send(delivery);
		expect(await newItems(1)).toMatchObject([
			{ event: 'done', status: 'completed', results: [{ url: link() }], error: 'Failed to process image' },
		]);

		bench.simulator.virtualStagingAi.failVariations = ({ index }) => index === 0;
		const none = await createRender(1);
		for (const delivery of none.held) await send(delivery);
		expect(await newItems(1)).toMatchObject([
			{ event: 'error', status: 'failed', results: [], error: 'Failed to process image' },
		]);
	});

	it('leaves out metadata that somebody has altered, and says so', async () => {
		const { held } = await createRender(1, { listing: '4711' });
		const url = new URL(held[0].url);
		const [payload, signature] = String(url.searchParams.get('metadata')).split('.');
		const altered = Buffer.from(payload, 'base64url').toString().replace('4711', '4712');
		url.searchParams.set('metadata', `${Buffer.from(altered).toString('base64url')}.${signature}`);
		await send({ ...held[0], url: url.href });

		const [item] = await newItems(1);
		expect(item).not.toHaveProperty('metadata');
		expect(item.issues).toEqual(['metadata: is not signed with the webhook secret, and was left out']);
	});

	it('leaves no execution behind for calls that start nothing', async () => {
		expect(await bench.client.executions({ workflowId: receiver.workflow.id })).toHaveLength(seen);
	});
});

describe('the secrets', () => {
	it('are nowhere to be found', async () => {
		expect(await leaks(bench)).toEqual([]);
	});
});
