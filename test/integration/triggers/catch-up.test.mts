/** What a trigger finds by asking the provider, in the poll context of n8n-core. */
import type { INodeExecutionData } from 'n8n-workflow';

import pMap from 'p-map';

import { sleep } from '../../harness/sleep.mts';
import { empty, json, within } from '../../simulator/answers.mts';
import type { JsonObject, Simulator } from '../../simulator/index.mts';
import { makeExecuteContext } from '../support/n8n-contexts.mts';
import { catchUpBeside, type CatchUpNode, type Service, starter } from './support/catch-up.mts';
import { letTimePass } from './support/clock.mts';
import { answers, deliver } from './support/deliver.mts';
import { closeHosts, listen, type TriggerSetUp } from './support/open-trigger.mts';
import { openProcessedData } from './support/processed-data.mts';
import { providerNamed } from './support/providers.mts';
import { closeSimulator, openSimulator } from './support/registration.mts';
import { runExecution } from './support/run-execution.mts';
import { collectWarnings } from './support/warnings.mts';

const MINUTE = 60_000;

let simulator: Simulator;
let warnings: string[];

beforeAll(async () => {
	await openProcessedData();
});

beforeEach(async () => {
	simulator = await openSimulator();
	simulator.virtualStagingAi.holdDeliveries = true;
	simulator.virtualStagingAi.variationDurationMs = 0;
	simulator.vigthoria.holdDeliveries = true;
	simulator.vigthoria.generationDurationMs = 0;
	warnings = collectWarnings();
});

afterEach(async () => {
	await closeHosts();
	await closeSimulator();
	jest.restoreAllMocks();
});

type SetUp = Parameters<typeof catchUpBeside>[1] & { trigger?: TriggerSetUp };

/** A trigger, and a catch-up trigger beside it, in a workflow that n8n has published before it went down. */
async function published(service: Service, { trigger: setUp, ...parameters }: SetUp = {}) {
	const { baseUrl, credentials } = simulator[service];
	const trigger = await listen(providerNamed(service), {
		...setUp,
		credential: { ...credentials, baseUrl, webhookSecret: 'whsec-of-the-account' },
	});
	simulator.virtualStagingAi.webhookSecret = 'whsec-of-the-account';
	simulator.vigthoria.addEndpoint({ url: trigger.url, secret: 'whsec-of-the-account' });
	return { trigger, catchUp: catchUpBeside(trigger, parameters) };
}

const events = (items: INodeExecutionData[] | null) => (items ?? []).map(({ json: event }) => event);
const ids = (items: INodeExecutionData[] | null) => events(items).map(({ id }) => id);

async function order(service: Service, path: string, body: JsonObject): Promise<string> {
	const { baseUrl, credentials } = simulator[service];
	const authorization = service === 'vigthoria' ? `Bearer ${credentials.apiKey}` : `Api-Key ${credentials.apiKey}`;
	const headers = { authorization, 'content-type': 'application/json' };
	const response = await fetch(`${baseUrl}${path}`, { method: 'POST', headers, body: JSON.stringify(body) });
	expect(response.ok).toBe(true);
	const { id } = (await response.json()) as { id: string };
	await sleep(20);
	return id;
}

const CONFIG = { type: 'staging', add_furniture: { room_type: 'living', style: 'modern' } };
const orderRender = async (url?: string, variations = 1) =>
	await order('virtualStagingAi', '/renders', {
		config: CONFIG,
		image_url: 'https://example.com/room.jpg',
		variation_count: variations,
		...(url !== undefined && { webhook_url: url }),
	});
const orderMusic = async () => await order('vigthoria', '/music/generate', { prompt: 'rain' });

const services = [
	['virtualStagingAi', orderRender, '/renders'],
	['vigthoria', orderMusic, '/music/library'],
] as const;

/** Sends what the provider held back. */
async function sendHeld(service: Service) {
	const { pendingDeliveries } = simulator[service];
	const sent = pendingDeliveries.splice(0).filter(({ body }) => body.type !== 'generation.started');
	await Promise.all(sent.map(async (delivery) => await simulator[service].send(delivery)));
}

/** Executes the node in the editor. */
async function tryOut({ setUp }: CatchUpNode): Promise<INodeExecutionData[] | null> {
	const context = makeExecuteContext({ ...setUp, mode: 'manual' });
	const [items] = (await setUp.nodeType.execute?.call(context)) as INodeExecutionData[][];
	return items;
}

describe.each(services)('the catch-up trigger of %s', (service, orderWork, listPath) => {
	it('is the only one that asks the provider: the trigger has no poll, which n8n would call at every start', () => {
		expect(providerNamed(service).trigger.poll).toBeUndefined();
	});

	it('brings no history when it is published, even if it was published before', async () => {
		const { catchUp } = await published(service);
		await orderWork();
		await sleep(5);
		const poll = starter(catchUp, 'activate');
		expect(await poll()).toBeNull();
		expect(await poll()).toBeNull();
	});

	it('brings no history where it was added only now', async () => {
		const { catchUp } = await published(service);
		delete catchUp.setUp.staticData.global;
		await orderWork();
		await sleep(5);
		const poll = starter(catchUp);
		expect(await poll()).toBeNull();
		expect(await poll()).toBeNull();
	});

	it('finds at a start of n8n what has finished since the publication', async () => {
		const { catchUp } = await published(service);
		const [first, second] = [await orderWork(), await orderWork()];
		const found = events(await starter(catchUp)());
		expect(found).toMatchObject([
			{ provider: service, jobId: first, status: 'completed', results: [{ url: expect.any(String) }] },
			{ provider: service, jobId: second, status: 'completed' },
		]);
	});

	it('finds nothing that was created more than a day ago', async () => {
		const { catchUp } = await published(service);
		await orderWork();
		letTimePass(24 * 60 * MINUTE);
		expect(await starter(catchUp)()).toBeNull();
	});

	it('finds on schedule what no delivery has brought, once', async () => {
		const { catchUp } = await published(service);
		const poll = starter(catchUp, 'activate');
		await poll();
		const id = await orderWork();
		letTimePass(15 * MINUTE);
		const found = await poll();
		expect(events(found)).toMatchObject([{ jobId: id }]);
		expect(await runExecution(catchUp, { executionId: '1', mode: 'trigger', items: found ?? [] })).toHaveLength(1);
		letTimePass(15 * MINUTE);
		expect(await poll()).toBeNull();
	});

	it('offers a second time what n8n could not store', async () => {
		const { catchUp } = await published(service);
		const poll = starter(catchUp);
		await orderWork();
		const found = await poll();
		letTimePass(15 * MINUTE);
		expect(ids(await poll())).toEqual(ids(found));
	});

	it('passes over events that do not start the workflow', async () => {
		const { catchUp } = await published(service, { events: ['error', 'generation.failed'] });
		await orderWork();
		expect(await starter(catchUp)()).toBeNull();
	});

	it('says in the log that the provider refused, and fails nothing', async () => {
		const { trigger, catchUp } = await published(service);
		await orderWork();
		trigger.credential.data = { ...trigger.credential.data, apiKey: 'wrong' };
		expect(await starter(catchUp)()).toBeNull();
		expect(warnings).toEqual([
			expect.stringMatching(/search for missed results failed: .*[^.]\. It is repeated in 15 minutes\.$/),
		]);
		expect(warnings.join()).not.toContain('whsec');
	});

	it('brings nothing again that a trigger without Ignore Duplicates has passed on', async () => {
		const { trigger, catchUp } = await published(service, { trigger: { options: { ignoreDuplicates: false } } });
		await orderWork(trigger.url);
		await sendHeld(service);
		const [execution] = trigger.host.executions;
		const items = 'items' in execution ? execution.items : [];
		expect(await runExecution(trigger, { executionId: '1', items })).toHaveLength(1);
		expect(await starter(catchUp)()).toBeNull();
	});

	it('shares one list among the nodes of a credential', async () => {
		const { trigger } = await published(service);
		const nodes = Array.from({ length: 12 }, () => catchUpBeside(trigger));
		await orderWork();
		const before = simulator[service].requests.length;
		const found = await pMap(nodes, async (node) => await starter(node, 'init', 0)(), { concurrency: 5 });
		expect(found.map((items) => items?.length)).toEqual(nodes.map(() => 1));
		const lists = simulator[service].requests.slice(before).filter(({ path }) => path === listPath);
		expect(lists).toHaveLength(1);
	});

	it('holds up a start of n8n, which polls five nodes at a time, for ten seconds in all', async () => {
		const { trigger } = await published(service);
		simulator[service].faults.add({
			method: 'GET',
			path: listPath,
			times: Infinity,
			fault: { kind: 'slow', ms: 15_000 },
		});
		const nodes = Array.from({ length: 30 }, () => catchUpBeside(trigger));
		const started = performance.now();
		await pMap(nodes, async (node) => await starter(node, 'init', 0)(), { concurrency: 5 });
		expect(performance.now() - started).toBeLessThan(12_000);
		// The number of warnings that were left out follows a second later.
		await sleep(1_500);
	}, 20_000);

	it('shows the latest result in the editor, whether or not it was delivered', async () => {
		const { trigger, catchUp } = await published(service);
		await orderWork();
		await sleep(5);
		const latest = await orderWork(trigger.url);
		await sendHeld(service);
		expect(events(await tryOut(catchUp))).toMatchObject([{ jobId: latest, status: 'completed', verifiedBy: 'api' }]);
	});

	it('says in the editor that there is no result', async () => {
		const { catchUp } = await published(service);
		await expect(tryOut(catchUp)).rejects.toThrow('lists no result that is chosen under Events');
	});

	it('gives up after ten seconds at a start of n8n, and finds the rest on schedule', async () => {
		const { catchUp } = await published(service);
		const id = await orderWork();
		simulator[service].faults.add({ method: 'GET', path: listPath, fault: { kind: 'slow', ms: 15_000 } });
		const poll = starter(catchUp);
		const started = performance.now();
		expect(await poll()).toBeNull();
		expect(performance.now() - started).toBeLessThan(12_000);
		expect(warnings).toEqual([expect.stringContaining('did not answer in time')]);
		expect(events(await poll())).toMatchObject([{ jobId: id }]);
	}, 20_000);

	it.each([
		['in data', within('data')],
		['two levels deep', within('response', 'result')],
		['a bare list', json((value) => (Array.isArray(value) ? value : (value as JsonObject).items))],
	])('understands a list that is %s', async (_, change) => {
		const { catchUp } = await published(service);
		const id = await orderWork();
		simulator[service].answers.change('GET', listPath, change);
		expect(events(await starter(catchUp)())).toMatchObject([{ jobId: id }]);
	});

	it.each([
		['empty', empty],
		['null', json(() => null)],
		['a list of texts', json(() => ['one', 'two'])],
	])('finds nothing in an answer that is %s', async (_, change) => {
		const { catchUp } = await published(service);
		await orderWork();
		simulator[service].answers.change('GET', listPath, change);
		expect(await starter(catchUp)()).toBeNull();
	});

	it('takes no work for new that has no time', async () => {
		const { catchUp } = await published(service);
		await orderWork();
		const undated = json(function strip(value: unknown): unknown {
			if (Array.isArray(value)) return value.map(strip);
			const { created_at: _, items, ...rest } = value as JsonObject;
			return { ...rest, ...(Array.isArray(items) && { items: items.map(strip) }) };
		});
		simulator[service].answers.change('GET', listPath, undated);
		expect(await starter(catchUp)()).toBeNull();
		expect(warnings).toEqual([expect.stringContaining('no time of creation')]);
	});
});

describe.each(services)('a delivery to the trigger of %s and the catch-up trigger', (service, orderWork) => {
	it('count once where the delivery came first', async () => {
		const { trigger, catchUp } = await published(service);
		await orderWork(trigger.url);
		await sendHeld(service);
		expect(trigger.host.executions).toHaveLength(1);
		expect(await starter(catchUp)()).toBeNull();
	});

	it('count once where a late redelivery comes to the same process', async () => {
		const { trigger, catchUp } = await published(service);
		await orderWork(trigger.url);
		const found = await starter(catchUp)();
		expect(await runExecution(catchUp, { executionId: '1', mode: 'trigger', items: found ?? [] })).toHaveLength(1);
		await sendHeld(service);
		expect(trigger.host.executions).toHaveLength(0);
	});

	it('count once where a late redelivery arrives before the execution has run', async () => {
		const { trigger, catchUp } = await published(service);
		await orderWork(trigger.url);
		const found = await starter(catchUp)();
		await sendHeld(service);
		const [execution] = trigger.host.executions;
		const delivered = 'items' in execution ? execution.items : [];
		expect(await runExecution(catchUp, { executionId: '1', mode: 'trigger', items: found ?? [] })).toHaveLength(1);
		expect((await runExecution(trigger, { executionId: '2', items: delivered })) ?? []).toHaveLength(0);
	});
});

describe.each(services)('what the %s trigger has acknowledged', (service, orderWork) => {
	/** A result whose delivery was acknowledged, and the execution that n8n has stored for it. */
	async function acknowledged() {
		const { trigger, catchUp } = await published(service);
		await orderWork(trigger.url);
		await sendHeld(service);
		const [execution] = trigger.host.executions;
		return { trigger, catchUp, poll: starter(catchUp), items: 'items' in execution ? execution.items : [] };
	}

	it('is brought back by catch-up, ten minutes later, where no process has executed it', async () => {
		const { catchUp, poll } = await acknowledged();
		expect(await poll()).toBeNull();
		letTimePass(10 * MINUTE);
		const found = await poll();
		expect(found).toHaveLength(1);
		expect(await runExecution(catchUp, { executionId: '1', mode: 'trigger', items: found ?? [] })).toHaveLength(1);
		expect(await poll()).toBeNull();
	});

	it('is not looked at again where this process has executed it', async () => {
		const { trigger, poll, items } = await acknowledged();
		expect(await runExecution(trigger, { executionId: '1', items })).toHaveLength(1);
		letTimePass(60 * MINUTE);
		expect(await poll()).toBeNull();
	});
});

describe('the catch-up trigger of Virtual Staging AI', () => {
	it('gives an event the id that the delivery of the same result has', async () => {
		const { trigger, catchUp } = await published('virtualStagingAi');
		await orderRender(trigger.url, 3);
		const found = ids(await starter(catchUp)());
		const { trigger: twin } = await published('virtualStagingAi');
		for (const { body } of simulator.virtualStagingAi.pendingDeliveries) {
			expect(await deliver(twin, { body })).toMatchObject(answers.received);
		}
		const delivered = twin.host.executions.flatMap((execution) => ('items' in execution ? ids(execution.items) : []));
		expect([...delivered].sort()).toEqual([...found].sort());
		expect(found).toHaveLength(3);
	});

	it('passes on failures', async () => {
		simulator.virtualStagingAi.failVariations = () => true;
		const { catchUp } = await published('virtualStagingAi');
		await orderRender();
		expect(events(await starter(catchUp)())).toMatchObject([
			{ event: 'error', status: 'failed', error: 'Failed to process image', results: [] },
		]);
	});

	it('waits for a render that goes on, however long that takes', async () => {
		simulator.virtualStagingAi.variationDurationMs = Infinity;
		const { catchUp } = await published('virtualStagingAi');
		const poll = starter(catchUp);
		const id = await orderRender();
		expect(await poll()).toBeNull();
		letTimePass(5 * 60 * MINUTE);
		const [variation] = simulator.virtualStagingAi.renders.get(id)?.variations ?? [];
		simulator.virtualStagingAi.finishVariation(variation.id);
		expect(events(await poll())).toMatchObject([{ variationId: variation.id }]);
	});

	it('makes one event of a render where the trigger emits whole renders, once all of it is final', async () => {
		simulator.virtualStagingAi.variationDurationMs = Infinity;
		const { trigger, catchUp } = await published('virtualStagingAi', {
			trigger: { options: { emit: 'render' } },
			options: { emit: 'render' },
		});
		const poll = starter(catchUp);
		const id = await orderRender(trigger.url, 2);
		const [one, other] = simulator.virtualStagingAi.renders.get(id)?.variations ?? [];
		simulator.virtualStagingAi.finishVariation(one.id);
		expect(await poll()).toBeNull();
		simulator.virtualStagingAi.finishVariation(other.id);
		expect(events(await poll())).toMatchObject([{ id: `${id}|render|2`, variationId: null, results: [{}, {}] }]);
	});

	it('takes a variation that was deleted for no failure', async () => {
		simulator.virtualStagingAi.statusWords.completed = 'deleted';
		const { catchUp } = await published('virtualStagingAi');
		await orderRender();
		expect(await starter(catchUp)()).toBeNull();
	});

	it('passes over the renders of other receivers where the API tells them apart', async () => {
		const { trigger, catchUp } = await published('virtualStagingAi');
		catchUp.setUp.parameters.options = { webhookUrl: `${trigger.url}?metadata=e30` };
		const [own, others] = [await orderRender(trigger.url), await orderRender('https://example.com/other')];
		const urls: Record<string, string> = {
			[own]: `${trigger.url}?metadata=e30`,
			[others]: 'https://example.com/other',
		};
		const reporting = json((value) => {
			const page = value as { items: Array<{ id: string }> };
			return { ...page, items: page.items.map((item) => ({ ...item, webhook_url: urls[item.id] })) };
		});
		simulator.virtualStagingAi.answers.change('GET', '/renders', reporting);
		expect(events(await starter(catchUp)())).toMatchObject([{ jobId: own }]);
	});

	it('reads as many pages as it takes, and no page that is too old', async () => {
		const { catchUp: old } = await published('virtualStagingAi');
		for (let count = 0; count < 130; count++) await orderRender();
		await sleep(1_000);
		expect(events(await starter(old)())).toHaveLength(130);
		await sleep(5);
		const { catchUp } = await published('virtualStagingAi');
		await orderRender();
		const before = simulator.virtualStagingAi.requests.length;
		expect(events(await starter(catchUp)())).toHaveLength(1);
		const pages = simulator.virtualStagingAi.requests
			.slice(before)
			.filter(({ method, path }) => method === 'GET' && path === '/renders');
		expect(pages).toHaveLength(1);
	});

	it('goes on behind a render that has no time', async () => {
		const { catchUp } = await published('virtualStagingAi');
		for (let count = 0; count < 130; count++) await orderRender();
		const undated = json((value) => {
			const page = value as { items: Array<{ id: string }> };
			return { ...page, items: page.items.map((item, index) => (index === 3 ? { id: item.id } : item)) };
		});
		simulator.virtualStagingAi.answers.change('GET', '/renders', undated);
		expect(events(await starter(catchUp)())).toHaveLength(128);
	}, 20_000);

	it('finds its own render behind those of other receivers, however many they are', async () => {
		const { trigger, catchUp } = await published('virtualStagingAi');
		catchUp.setUp.parameters.options = { webhookUrl: `${trigger.url}?metadata=e30` };
		const own = await orderRender(trigger.url);
		await sleep(5);
		await Promise.all(Array.from({ length: 320 }, async () => await orderRender('https://example.com/other')));
		const reporting = json((value) => {
			const page = value as { items: Array<{ id: string }> };
			const urlOf = (id: string) => (id === own ? trigger.url : 'https://example.com/other');
			return { ...page, items: page.items.map((item) => ({ ...item, webhook_url: urlOf(item.id) })) };
		});
		simulator.virtualStagingAi.answers.change('GET', '/renders', reporting);
		expect(events(await starter(catchUp)())).toMatchObject([{ jobId: own }]);
	}, 30_000);

	it('has the trigger of the same workflow, and of no other, know what it has brought', async () => {
		const { trigger, catchUp } = await published('virtualStagingAi');
		await orderRender(trigger.url);
		const found = (await starter(catchUp)()) ?? [];
		await runExecution(catchUp, { executionId: '1', mode: 'trigger', items: found });
		const [{ body }] = simulator.virtualStagingAi.pendingDeliveries;
		expect(await deliver(trigger, { body })).toMatchObject(answers.duplicate);
		const { trigger: elsewhere } = await published('virtualStagingAi');
		expect(await deliver(elsewhere, { body })).toMatchObject(answers.received);
	});

	it('reads the renders that it can read', async () => {
		const { catchUp } = await published('virtualStagingAi');
		const [broken, whole] = [await orderRender(), await orderRender()];
		const fault = { kind: 'status', status: 403 } as const;
		simulator.virtualStagingAi.faults.add({ method: 'GET', path: `/renders/${broken}`, fault });
		const poll = starter(catchUp);
		expect(events(await poll())).toMatchObject([{ jobId: whole }]);
		expect(warnings).toEqual([expect.stringContaining('1 results could not be read')]);
		expect(events(await poll())).toContainEqual(expect.objectContaining({ jobId: broken }));
	});
});

describe('the catch-up trigger of Vigthoria', () => {
	it('has the trigger count the deliveries of one finished generation once, whatever their ids', async () => {
		const { trigger } = await published('vigthoria');
		const [body, again] = [trigger.provider.sample(), trigger.provider.sample()];
		expect(await deliver(trigger, { body })).toMatchObject(answers.received);
		expect(await deliver(trigger, { body: { ...again, data: body.data } })).toMatchObject(answers.duplicate);
	});

	it('leaves the ids of events alone that it does not bring', async () => {
		const { trigger } = await published('vigthoria');
		const [body, again] = [trigger.provider.sample(), trigger.provider.sample()];
		const type = 'generation.started';
		expect(await deliver(trigger, { body: { ...body, type } })).toMatchObject(answers.received);
		expect(await deliver(trigger, { body: { ...again, type, data: body.data } })).toMatchObject(answers.received);
	});

	it('passes over videos, and music that is not finished', async () => {
		simulator.vigthoria.generationDurationMs = Infinity;
		const { catchUp } = await published('vigthoria');
		await orderMusic();
		await order('vigthoria', '/video/generate', { prompt: 'rain' });
		expect(await starter(catchUp)()).toBeNull();
	});
});
