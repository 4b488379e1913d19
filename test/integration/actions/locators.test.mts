/** Parameters that are chosen from the provider's list, in n8n's own contexts, and the texts that may stand in their place. */
import type { INodeListSearchResult, INodeParameters } from 'n8n-workflow';

import { makeLoadOptionsContext } from '../support/n8n-contexts.mts';
import { type ActionNode, actionNodes, type OperationName, runAction, useSimulator } from './run-action.mts';

const simulator = useSimulator();

async function search(
	node: ActionNode,
	method: string,
	{ filter, cursor, parameters }: { filter?: string; cursor?: string; parameters?: INodeParameters } = {},
): Promise<INodeListSearchResult> {
	const { credentials, baseUrl } = simulator.current[node];
	const context = makeLoadOptionsContext({
		nodeType: actionNodes[node],
		parameters,
		credentials: { [`${node}Api`]: { ...credentials, baseUrl } },
	});
	const { listSearch } = actionNodes[node].methods as { listSearch: Record<string, typeof searchMethod> };
	return await listSearch[method].call(context, filter, cursor);
}

declare function searchMethod(
	this: ReturnType<typeof makeLoadOptionsContext>,
	filter?: string,
	cursor?: string,
): Promise<INodeListSearchResult>;

async function createRender(variationCount = 1): Promise<string> {
	const { items } = await runAction(simulator.current, 'virtualStagingAi render:create', {
		imageUrl: 'https://example.com/room.jpg',
		removeFurniture: 'off',
		variationCount,
	});
	return String(items[0].json.id);
}

describe('the list of products', () => {
	test.each(['bare', 'products', 'data'] as const)(
		'names them by what the answer says, and finds them by name and ID: %s',
		async (shape) => {
			simulator.current.listingRva.shapes.products = shape;
			const { products } = simulator.current.listingRva;
			const { results } = await search('listingRva', 'searchProducts');

			expect(results.map(({ value }) => value)).toEqual(products.map(({ id }) => id));
			const [{ name }] = results;
			expect((await search('listingRva', 'searchProducts', { filter: name.toUpperCase() })).results).toEqual([
				results[0],
			]);
			expect((await search('listingRva', 'searchProducts', { filter: products[1].id })).results).toEqual([results[1]]);
		},
	);
});

describe('the lists of Virtual Staging AI', () => {
	test('have the renders, the newest first, with the times of their creation', async () => {
		const [first, second] = [await createRender(), await createRender()];
		const { results } = await search('virtualStagingAi', 'searchRenders');

		expect(results.map(({ value }) => value).sort()).toEqual([first, second].sort());
		expect(results[0].name).toMatch(new RegExp(`^${String(results[0].value)} · \\d{4}-\\d\\d-\\d\\d \\d\\d:\\d\\d$`));
		expect(
			(await search('virtualStagingAi', 'searchRenders', { filter: first })).results.map(({ value }) => value),
		).toEqual([first]);
	});

	test('have further pages', async () => {
		const next_cursor = await createRender();
		const { virtualStagingAi } = simulator.current;
		const page = { items: [{ id: 'rnd_new' }], next_cursor };
		virtualStagingAi.faults.add({ method: 'GET', fault: { kind: 'status', status: 200, body: page } });
		const first = await search('virtualStagingAi', 'searchRenders');
		await search('virtualStagingAi', 'searchRenders', { cursor: first.paginationToken as string });

		expect(first).toEqual({ results: [{ name: 'rnd_new', value: 'rnd_new' }], paginationToken: next_cursor });
		expect(virtualStagingAi.requests.at(-1)?.query).toMatchObject({ cursor: next_cursor });
	});

	test.each([
		['chosen from the list', (value: string) => ({ __rl: true, mode: 'list', value })],
		['given as a text', (value: string) => value],
	])('have the variations of the render that is %s', async (_how, renderId) => {
		const render = await createRender(2);
		const parameters = { resource: 'variation', operation: 'get', renderId: renderId(render) as never };
		const { results } = await search('virtualStagingAi', 'searchVariations', { parameters });

		const ids = simulator.current.virtualStagingAi.renders.get(render)?.variations.map(({ id }) => id);
		expect(results.map(({ value }) => value)).toEqual(ids);
		expect(results[0].name).toContain(' · staging · ');
	});

	test('have no variations before a render is chosen', async () => {
		const parameters = { resource: 'variation', operation: 'get' };
		expect(await search('virtualStagingAi', 'searchVariations', { parameters })).toEqual({ results: [] });
	});
});

test.each(['bare', 'items', 'data'] as const)('the list of music has what the library has: %s', async (shape) => {
	simulator.current.vigthoria.libraryShape = shape;
	const { items } = await runAction(simulator.current, 'vigthoria music:generate', { prompt: 'rain' });
	simulator.current.vigthoria.finishGeneration(String(items[0].json.id));
	const { results } = await search('vigthoria', 'searchMusic');

	expect(results.map(({ value }) => value)).toEqual([items[0].json.id]);
	expect(results[0].name).toContain(String(items[0].json.id));
});

test('the list of webhooks shows what tells them apart, and which ones belong to triggers of this n8n', async () => {
	const { listingRva } = simulator.current;
	const foreign = listingRva.addEndpoint('https://example.com/a/hook-12345678');
	const own = listingRva.addEndpoint('http://127.0.0.1:5678/webhook/ce8df628-e28a-4736-b280-b4318bc3090f/webhook');
	const { results } = await search('listingRva', 'searchWebhooks');

	expect(results).toEqual([
		{ name: `${foreign.id} · example.com · …12345678`, value: foreign.id, description: foreign.url },
		{ name: `${own.id} · 127.0.0.1:5678 · …/webhook · a trigger of this n8n`, value: own.id, description: own.url },
	]);
	expect((await search('listingRva', 'searchWebhooks', { filter: 'B4318' })).results.map(({ value }) => value)).toEqual(
		[own.id],
	);
});

describe('in place of a locator', () => {
	const cases: Array<[OperationName, string, () => Promise<string> | string]> = [
		['virtualStagingAi render:get', 'renderId', createRender],
		[
			'listingRva webhook:delete',
			'webhookId',
			() => simulator.current.listingRva.addEndpoint('https://example.com/1').id,
		],
	];

	describe.each(cases)('%s takes', (operation, parameter, make) => {
		test.each([
			['a text', (id: string) => id],
			['an expression', (_id: string) => '={{ $json.id }}'],
			['an ID', (id: string) => ({ __rl: true, mode: 'id', value: id })],
			['an expression that gives the ID', (_id: string) => ({ __rl: true, mode: 'id', value: '={{ $json.id }}' })],
			[
				'an entry of the list',
				(id: string) => ({ __rl: true, mode: 'list', value: id, cachedResultName: 'some name' }),
			],
		])('%s', async (_form, value) => {
			const id = await make();
			await runAction(simulator.current, operation, { [parameter]: value(id) as never }, { items: [{ json: { id } }] });

			const [provider] = operation.split(' ') as [ActionNode];
			expect(simulator.current[provider].requests.at(-1)?.path).toContain(`/${id}`);
		});
	});
});
