import type { INodeExecutionData } from 'n8n-workflow';

import { sleep, waitUntil } from '../../harness/sleep.mts';
import { failAction, runAction, useSimulator } from './run-action.mts';

const simulator = useSimulator();
const provider = () => simulator.current.listingRva;

const generate = 'listingRva image:generate';
const perItem = { productId: '={{ $json.product }}', style: 'hero_white_bg' };
const products = (...ids: string[]): INodeExecutionData[] => ids.map((product) => ({ json: { product } }));

describe('an action over several items', () => {
	test('runs once for each and pairs what it gives', async () => {
		const { items } = await runAction(simulator.current, generate, perItem, {
			items: products('prod_mug', 'prod_lamp', 'prod_mug'),
		});

		expect([...provider().jobs.values()].map(({ productId }) => productId)).toEqual([
			'prod_mug',
			'prod_lamp',
			'prod_mug',
		]);
		expect(items.map(({ pairedItem }) => pairedItem)).toEqual([{ item: 0 }, { item: 1 }, { item: 2 }]);
	});

	test('pairs every item of a list with the item that it was asked for', async () => {
		const { items } = await runAction(
			simulator.current,
			'listingRva product:getAll',
			{},
			{ items: products('a', 'b') },
		);

		expect(items.map(({ pairedItem }) => pairedItem)).toEqual([{ item: 0 }, { item: 0 }, { item: 1 }, { item: 1 }]);
	});

	test('does nothing without items', async () => {
		expect((await runAction(simulator.current, generate, perItem, { items: [] })).items).toEqual([]);
		expect(provider().requests).toHaveLength(0);
	});

	test('stops at the item that fails and names it', async () => {
		const error = await failAction(simulator.current, generate, perItem, {
			items: products('prod_mug', 'prod_none', 'prod_lamp'),
		});

		expect(error.context.itemIndex).toBe(1);
		expect(provider().jobs.size).toBe(1);
	});

	test.each(['continueRegularOutput', 'continueErrorOutput'] as const)(
		'goes on after an item that fails when set to %s',
		async (onError) => {
			const { items } = await runAction(simulator.current, generate, perItem, {
				items: products('prod_mug', 'prod_none', 'prod_lamp'),
				node: { onError },
			});

			expect(items).toEqual([
				{ json: { jobId: expect.any(String) }, pairedItem: { item: 0 } },
				{
					json: {
						error: 'ListingRVA AI returned "not found" (404)',
						message: expect.stringContaining('Check the Base URL'),
					},
					pairedItem: { item: 1 },
				},
				{ json: { jobId: expect.any(String) }, pairedItem: { item: 2 } },
			]);
		},
	);

	test('goes on after an expression that fails', async () => {
		const { items } = await runAction(
			simulator.current,
			generate,
			{ ...perItem, productId: '={{ $("No such node").item.json.id }}' },
			{ node: { onError: 'continueRegularOutput' } },
		);

		expect(items).toEqual([{ json: expect.objectContaining({ error: expect.any(String) }), pairedItem: { item: 0 } }]);
	});

	test('lets the editor show an expression that fails', async () => {
		const error = await failAction(simulator.current, generate, {
			...perItem,
			productId: '={{ $("No such node").item.json.id }}',
		});

		expect(error.name).toBe('ExpressionError');
		expect(error.context).toMatchObject({ itemIndex: 0, parameter: 'productId' });
	});

	test('names an operation that does not exist', async () => {
		const error = await failAction(simulator.current, 'listingRva image:destroy');

		expect(error.message).toBe('This node has no operation "destroy" for the resource "image"');
	});
});

describe('an execution that is cancelled', () => {
	test('starts no further item', async () => {
		const controller = new AbortController();
		const running = runAction(simulator.current, generate, perItem, {
			items: products('prod_mug', 'prod_lamp', 'prod_mug'),
			abortSignal: controller.signal,
		});
		await waitUntil(() => provider().jobs.size > 0 || undefined, { what: 'a first job', everyMs: 1 });
		controller.abort();
		await running.catch(() => {});

		expect(provider().jobs.size).toBeLessThan(3);
	});

	test('does not wait for a provider that is busy', async () => {
		const controller = new AbortController();
		provider().faults.add({ times: Infinity, fault: { kind: 'status', status: 429, headers: { 'retry-after': '3' } } });
		const running = failAction(simulator.current, generate, perItem, {
			items: products('prod_mug'),
			abortSignal: controller.signal,
		});
		await waitUntil(() => provider().requests[0]?.status === 429 || undefined, { what: 'a refusal', everyMs: 1 });
		// The answer has to arrive before it is the pause that is cut short.
		await sleep(100);
		controller.abort();
		const cancelledAt = Date.now();

		expect((await running).message).toBe('ListingRVA AI received too many requests');
		expect(Date.now() - cancelledAt).toBeLessThan(1000);
		expect(provider().requests).toHaveLength(1);
	});
});
