import type { IDataObject, INodeExecutionData, INodeParameters } from 'n8n-workflow';

import { actionNodes, type OperationName, runAction, WEBHOOK_SECRET } from '../../integration/actions/run-action.mts';
import type { ProviderName, Simulator } from '../../simulator/index.mts';
import type { Case } from './cases.mts';
import { expectAdvice, textOf, wasTold } from './outcome.mts';
import { runToEnd } from './waiting.mts';

/** Paid work that can be ordered from a provider. */
interface Order {
	operation: OperationName;
	parameters: INodeParameters;
	/** The ids of all that has been ordered: each one is paid for. */
	paid: (simulator: Simulator) => string[];
}

const generationsOf =
	(service: string) =>
	({ vigthoria }: Simulator): string[] =>
		[...vigthoria.generations.values()].filter((generation) => generation.service === service).map(({ id }) => id);

export const orders = {
	image: {
		operation: 'listingRva image:generate',
		parameters: { productId: 'prod_mug', style: 'hero_white_bg' },
		paid: ({ listingRva }) => [...listingRva.jobs.keys()],
	},
	render: {
		operation: 'virtualStagingAi render:create',
		parameters: { imageUrl: 'https://example.com/room.jpg', variationCount: 2 },
		paid: ({ virtualStagingAi }) => [...virtualStagingAi.renders.keys()],
	},
	music: { operation: 'vigthoria music:generate', parameters: { prompt: 'rain' }, paid: generationsOf('music') },
	video: { operation: 'vigthoria video:generate', parameters: { prompt: 'a boat' }, paid: generationsOf('video') },
} satisfies Record<string, Order>;

/** On these tests' clock that is time for what a busy machine does late, and for all repetitions of a delivery that came too early. */
const LIMIT_WAIT_MINUTES = 2;

type Result = { items: INodeExecutionData[] } | { failure: unknown };

async function settle(running: Promise<{ items: INodeExecutionData[] }>): Promise<Result> {
	try {
		return { items: (await running).items };
	} catch (failure) {
		return { failure };
	}
}

const secretsOf = (simulator: Simulator): string[] => [
	WEBHOOK_SECRET,
	...simulator.listingRva.issuedSecrets,
	...(['listingRva', 'virtualStagingAi', 'vigthoria'] as const).flatMap((name) =>
		Object.values(simulator[name].credentials),
	),
];

/** A failure says what to do, and names what was paid for as far as the provider has told it. */
function expectFailureTold({ simulator, provider }: Case, failure: unknown, paid: readonly string[]): void {
	expectAdvice(failure, secretsOf(simulator));
	for (const id of paid) {
		if (wasTold(simulator[provider], id)) expect(textOf(failure)).toContain(id);
		else expect(textOf(failure)).toMatch(/may (still )?have|look for/i);
	}
}

/** Paid work is ordered once, and its id reaches the user. */
export const create =
	({ operation, parameters, paid }: Order) =>
	async (one: Case): Promise<void> => {
		const result = await settle(runAction(one.simulator, operation, parameters));
		const ids = paid(one.simulator);
		expect(ids.length).toBeLessThanOrEqual(1);
		if ('failure' in result) {
			expectFailureTold(one, result.failure, ids);
			one.mayFail('create', result.failure);
			return;
		}
		expect(ids).toHaveLength(1);
		const output = JSON.stringify(result.items.map(({ json }) => json));
		if (output.includes(ids[0])) return;
		expect(wasTold(one.simulator[one.provider], ids[0])).toBe(false);
		expect(output).toMatch(/without returning its ID/);
	};

/** What was ordered is waited for; what does not come in time is an item with its id. */
export const wait =
	({ operation, parameters, paid }: Order) =>
	async (one: Case): Promise<void> => {
		const waiting = { ...parameters, waitForCompletion: true, limitWaitMinutes: LIMIT_WAIT_MINUTES };
		const result = await settle(runAction(one.simulator, operation, waiting));
		expectWaited(one, result, paid(one.simulator));
	};

/** The same where the execution sleeps until the provider calls. */
export async function createAndWait(one: Case): Promise<void> {
	const { simulator } = one;
	const result = await settle(runToEnd({ ...waitingNode(simulator), items: [{ json: {} }] }));
	expectWaited(one, result, orders.render.paid(simulator));
	if (!('items' in result) || result.items.some(({ json }) => json.status !== 'completed')) return;
	const requested = [...simulator.virtualStagingAi.renders.values()].flatMap(({ variations }) =>
		variations.filter(({ index }) => index >= 0).map(({ id }) => id),
	);
	expect(result.items.map(({ json }) => json.variationId)).toEqual(expect.arrayContaining(requested));
}

/** Create and Wait as a user sets it up. */
function waitingNode({ virtualStagingAi }: Simulator, parameters: INodeParameters = {}) {
	const { credentials, baseUrl } = virtualStagingAi;
	return {
		nodeType: actionNodes.virtualStagingAi,
		parameters: {
			resource: 'render',
			operation: 'createAndWait',
			...orders.render.parameters,
			limitWaitMinutes: LIMIT_WAIT_MINUTES,
			...parameters,
		},
		credentials: { virtualStagingAiApi: { ...credentials, baseUrl, webhookSecret: WEBHOOK_SECRET } },
	};
}

function expectWaited(one: Case, result: Result, paid: readonly string[]): void {
	expect(paid.length).toBeLessThanOrEqual(1);
	if ('failure' in result) {
		expectFailureTold(one, result.failure, paid);
		one.mayFail('wait', result.failure);
		return;
	}
	expect(paid).toHaveLength(1);
	expect(result.items.length).toBeGreaterThan(0);
	for (const { json } of result.items) {
		expect(json).toMatchObject({ provider: one.provider, jobId: paid[0] });
		if (json.status === 'failed') expect(json.error).toEqual(expect.any(String));
		else expect(['completed', 'progress']).toContain(json.status);
		const results = json.results as IDataObject[];
		if (json.status !== 'completed' || !results.some(({ url }) => typeof url === 'string')) {
			one.mayFail('wait', new Error(`Not waited for: ${JSON.stringify(json)}`));
		}
	}
}

/** A result comes as a file, or the user learns why not. */
export async function download(one: Case): Promise<void> {
	const { id } = one.simulator.listingRva.addAsset();
	const result = await settle(runAction(one.simulator, 'listingRva asset:download', { assetId: id }));
	if ('failure' in result) {
		expectAdvice(result.failure, secretsOf(one.simulator));
		one.mayFail('download', result.failure);
		return;
	}
	const [{ json, binary }] = result.items;
	if (Object.keys(binary ?? {}).length > 0) return;
	one.mayFail('download', new Error(`No file: ${JSON.stringify(json)}`));
	expect(json.issues).toEqual([expect.any(String)]);
}

/** An endpoint gets another URL. */
export async function update(one: Case): Promise<void> {
	const service = one.simulator.listingRva;
	const { id } = service.addEndpoint('http://127.0.0.1:9/before');
	const url = 'http://127.0.0.1:9/after';
	const webhookId = { __rl: true, mode: 'id', value: id };
	const { items } = await runAction(one.simulator, 'listingRva webhook:update', { webhookId, url });
	expect(items).toHaveLength(1);
	expect(service.endpoints.get(id)).toMatchObject({ url });
}

/** There is one endpoint with one secret that the user has; what fails leaves the old one. */
export async function rotate(one: Case): Promise<void> {
	const service = one.simulator.listingRva;
	const url = 'http://127.0.0.1:9/rotated';
	const old = service.addEndpoint(url);
	const webhookId = { __rl: true, mode: 'id', value: old.id };
	const result = await settle(runAction(one.simulator, 'listingRva webhook:rotateSecret', { webhookId }));
	const present = [...service.endpoints.values()].filter((endpoint) => endpoint.url === url);
	if ('failure' in result) {
		expectAdvice(result.failure, secretsOf(one.simulator));
		one.mayFail('rotate', result.failure);
		expect(present).toContainEqual(old);
		const orphans = present.filter(({ id }) => id !== old.id && wasTold(service, id));
		for (const { id } of orphans) expect(textOf(result.failure)).toContain(id);
		return;
	}
	const [{ json }] = result.items;
	const current = present.find(({ secret }) => secret === json.secret);
	expect(current).toBeDefined();
	if (present.length > 1)
		expect(json).toMatchObject({ previousRemoved: false, notice: expect.stringContaining(old.id) });
}

/** The provider's refusal reaches the user. */
export const refused =
	({ operation, parameters, paid }: Order) =>
	async (one: Case): Promise<void> => {
		const { listingRva, virtualStagingAi, vigthoria } = one.simulator;
		const key = vigthoria.credentials.apiKey;
		listingRva.credits = 0;
		virtualStagingAi.plan = 'standard';
		vigthoria.credentials.apiKey = `${key}-of-yesterday`;
		const credential = one.provider === 'vigthoria' ? { apiKey: key } : {};
		const result = await settle(runAction(one.simulator, operation, parameters, { credential }));
		expect(paid(one.simulator)).toEqual([]);
		if (!('failure' in result)) throw new Error(`Not refused: ${JSON.stringify(result)}`);
		expectAdvice(result.failure, [key, ...secretsOf(one.simulator)]);
		const words = /credits|plan does not/;
		const last = one.simulator[one.provider].requests.findLast(({ answer }) => answer !== null);
		if (words.test(last?.answer ?? '')) expect(textOf(result.failure)).toMatch(words);
	};

const lists = {
	listingRva: 'listingRva product:getAll',
	virtualStagingAi: 'virtualStagingAi render:getAll',
	vigthoria: 'vigthoria music:getAll',
} satisfies Record<ProviderName, OperationName>;

/** Everything is listed, or the user learns that the list was not understood. */
export async function list(one: Case): Promise<void> {
	const { simulator, provider } = one;
	if (provider === 'virtualStagingAi') {
		const photo = { config: { type: 'daytodusk' }, image_url: 'https://example.com/room.jpg' };
		await order(simulator, 'virtualStagingAi', '/renders', photo);
	}
	if (provider === 'vigthoria') {
		simulator.vigthoria.generationDurationMs = 0;
		await order(simulator, 'vigthoria', '/music/generate', { prompt: 'rain' });
		for (const { id } of simulator.vigthoria.generations.values()) simulator.vigthoria.finishGeneration(id);
	}
	const known = [
		...simulator.listingRva.products.map(({ id }) => id),
		...orders.render.paid(simulator),
		...orders.music.paid(simulator),
	];
	const mine = provider === 'listingRva' ? known.slice(0, 2) : known.slice(2);
	const result = await settle(runAction(simulator, lists[provider], { returnAll: true }));
	if ('failure' in result) {
		expectAdvice(result.failure, secretsOf(simulator));
		one.mayFail('list', result.failure);
		return;
	}
	const listed = JSON.stringify(result.items.map(({ json }) => json));
	if (!mine.every((id) => listed.includes(id))) one.mayFail('list', new Error(`Not listed: ${listed}`));
}

async function order(
	simulator: Simulator,
	provider: 'virtualStagingAi' | 'vigthoria',
	path: string,
	body: object,
): Promise<void> {
	const { apiKey } = simulator[provider].credentials;
	const authorization = provider === 'vigthoria' ? `Bearer ${apiKey}` : `Api-Key ${apiKey}`;
	await fetch(`${simulator[provider].baseUrl}${path}`, {
		method: 'POST',
		headers: { 'content-type': 'application/json', authorization },
		body: JSON.stringify(body),
	}).catch(() => undefined);
}
