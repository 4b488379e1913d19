/** Work that costs money is not lost, whatever the provider answers to the request for it. */
import type { INodeParameters } from 'n8n-workflow';

import { waitUntil } from '../../harness/sleep.mts';
import { type ActionNode, failAction, jsonOf, type OperationName, runAction, useSimulator } from './run-action.mts';

const simulator = useSimulator();

const IMAGE = { imageUrl: 'https://example.com/room.jpg', removeFurniture: 'off' };

/** Everything that costs money, with its request. */
const orders: Array<[OperationName, string, INodeParameters]> = [
	['listingRva image:generate', '/ai/image', { productId: 'prod_mug', style: 'hero_white_bg' }],
	['virtualStagingAi render:create', '/renders', IMAGE],
	['virtualStagingAi variation:create', '/renders/rnd_1/variations', { renderId: 'rnd_1', ...IMAGE }],
	['virtualStagingAi image:analyze', '/analyze', IMAGE],
	['vigthoria music:generate', '/music/generate', { prompt: 'rain' }],
	['vigthoria video:generate', '/video/generate', { prompt: 'a boat' }],
];

/** Those of them that can wait for their results. */
const waiting: typeof orders = [
	...orders
		.filter(([operation]) => operation.endsWith(':generate'))
		.map(([operation, path, parameters]): (typeof orders)[number] => [
			operation,
			path,
			{ ...parameters, waitForCompletion: true },
		]),
	['virtualStagingAi render:createAndWait', '/renders', IMAGE],
];

const providerOf = (operation: OperationName) => simulator.current[operation.split(' ')[0] as ActionNode];

/** Lets the provider answer the next requests for work like this. */
const answerWith = (operation: OperationName, path: string, ...bodies: unknown[]) => {
	for (const body of bodies) {
		const fault = { kind: 'status', status: 200, body: JSON.stringify(body) } as const;
		providerOf(operation).faults.add({ method: 'POST', path, fault });
	}
};

const NO_ID = expect.stringContaining('started the work without returning its ID') as string;

describe.each(orders)('the answer to %s', (operation, path, parameters) => {
	const run = async () => await jsonOf(simulator.current, operation, parameters);

	test.each([
		['an empty list', [], { value: [] }],
		['null', null, { value: null }],
		['a number', 7, { value: 7 }],
		['an object without an ID', { ok: true }, { ok: true }],
	])('is shown, with a warning, where it is %s', async (_, answer, shown) => {
		answerWith(operation, path, answer);
		expect(await run()).toEqual([{ ...shown, issues: [NO_ID] }]);
	});

	test('is an error that says that the work may have been started, where it is a text', async () => {
		answerWith(operation, path, 'Accepted');
		const error = await failAction(simulator.current, operation, parameters);
		expect(error.message).toContain('a response that is not JSON');
		expect(error.description).toContain('Check the account before you send it again');
	});

	test('is shown with a warning at each entry without an ID, where it is a list', async () => {
		answerWith(operation, path, [{ ok: true }, { id: 'w_2' }]);
		expect(await run()).toEqual([{ ok: true, issues: [NO_ID] }, { id: 'w_2' }]);
	});

	test('is named by the error of a later item', async () => {
		answerWith(operation, path, { id: 'w_1' }, [{ id: 'w_2' }, { id: 'w_3' }]);
		providerOf(operation).faults.add({ method: 'POST', path, fault: { kind: 'status', status: 402, body: {} } });
		const items = [{ json: {} }, { json: {} }, { json: {} }];
		const { description } = await failAction(simulator.current, operation, parameters, { items });
		for (const id of ['w_1', 'w_2', 'w_3']) expect(description).toContain(`"${id}"`);
	});
});

describe.each(waiting)('waiting for %s', (operation, path, parameters) => {
	test.each([
		['an empty list', []],
		['null', null],
		['a number', 7],
		['a list of objects without an ID', [{ ok: true }, { ok: false }]],
	])('fails with the answer where it is %s', async (_, answer) => {
		answerWith(operation, path, answer);
		const error = await failAction(simulator.current, operation, parameters);
		expect(error.message).toMatch(/without returning its ID$/);
		expect(error.description).toContain(`The answer was: ${JSON.stringify(answer)}`);
	});
});

test('all work is waited for where the answer lists several', async () => {
	const { vigthoria } = simulator.current;
	answerWith('vigthoria music:generate', '/music/generate', [{ id: 'w_1' }, { id: 'w_2' }]);
	const finished = { status: 'completed', audio_url: 'https://example.com/1.mp3' };
	vigthoria.faults.add({
		method: 'GET',
		path: /^\/music\/w_[12]$/,
		times: 2,
		fault: { kind: 'status', status: 200, body: finished },
	});
	const items = await jsonOf(simulator.current, 'vigthoria music:generate', {
		prompt: 'rain',
		waitForCompletion: true,
	});
	expect(items).toMatchObject([
		{ status: 'completed', jobId: 'w_1' },
		{ status: 'completed', jobId: 'w_2' },
	]);
});

describe('Create and Wait as a tool that is to fail at the time limit', () => {
	const provider = () => simulator.current.virtualStagingAi;
	const parameters = { ...IMAGE, limitWaitMinutes: 0.05, whenLimitWaitPasses: 'fail' };
	const options = { asTool: true, items: [{ json: {} }, { json: {} }] };

	test('returns the finished results besides the failed items', async () => {
		provider().variationDurationMs = Infinity;
		const running = runAction(simulator.current, 'virtualStagingAi render:createAndWait', parameters, options);
		await waitUntil(() => provider().renders.size === 2 || undefined, { what: 'both renders', everyMs: 5 });
		const [unfinished, finished] = [...provider().renders.values()];
		for (const { id } of finished.variations) provider().finishVariation(id);
		const { items } = await running;
		expect(items).toMatchObject([
			{
				json: {
					error: 'Not finished within Limit Wait',
					message: expect.stringContaining(unfinished.id) as string,
				},
				pairedItem: { item: 0 },
			},
			{ json: { status: 'completed', jobId: finished.id }, pairedItem: { item: 1 } },
		]);
	});

	test('names all renders where none is finished', async () => {
		provider().variationDurationMs = Infinity;
		const error = await failAction(
			simulator.current,
			'virtualStagingAi render:createAndWait',
			{ ...parameters, limitWaitMinutes: 0.02 },
			options,
		);
		expect(error.message).toBe('Not finished within Limit Wait');
		for (const id of provider().renders.keys()) expect(error.description).toContain(`"${id}"`);
	});
});
