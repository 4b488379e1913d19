/** Operations that wait by asking the provider, in n8n's own execute context. */
import type { INodeParameters } from 'n8n-workflow';

import { failAction, type OperationName, runAction, useSimulator } from './run-action.mts';

const simulator = useSimulator();

const operations: Array<[OperationName, INodeParameters]> = [
	['listingRva image:generate', { productId: 'prod_mug', style: 'hero_white_bg' }],
	['vigthoria music:generate', { prompt: 'rain' }],
	['vigthoria video:generate', { prompt: 'a boat' }],
];

const waiting = { waitForCompletion: true, limitWaitMinutes: 1, downloadResults: true };

/** Lets work at the simulated providers end after so many milliseconds, with a failure where one is given. */
function settings(duration: number, failure?: string): void {
	const { listingRva, vigthoria } = simulator.current;
	listingRva.jobDurationMs = duration;
	vigthoria.generationDurationMs = duration;
	listingRva.jobFailure = () => failure;
	vigthoria.generationFailure = () => failure;
}

describe.each(operations)('waiting for %s', (operation, parameters) => {
	test('returns an event with the file of the finished work', async () => {
		settings(100);
		const { items } = await runAction(simulator.current, operation, { ...parameters, ...waiting });

		const [{ json, binary }] = items;
		expect(json).toMatchObject({ status: 'completed', results: [{ url: expect.any(String) }], error: null });
		expect(json.jobId).toEqual(expect.any(String));
		expect(binary).toMatchObject({ result_0: { fileName: expect.any(String) } });
	});
});

test('a failure stops the node and has the reason that the provider gives', async () => {
	settings(100, 'The prompt was refused');
	const [[operation, parameters]] = operations;
	const error = await failAction(simulator.current, operation, { ...parameters, ...waiting });

	expect(error.description).toContain('The prompt was refused');
});

test('a failure becomes an item where the node goes on after errors', async () => {
	settings(100, 'The prompt was refused');
	const [, [operation, parameters]] = operations;
	const node = { continueOnFail: true, onError: 'continueRegularOutput' as const };
	const { items } = await runAction(simulator.current, operation, { ...parameters, ...waiting }, { node });

	expect(items).toMatchObject([{ json: { error: expect.any(String) }, pairedItem: { item: 0 } }]);
});

test('waiting ends when the execution is cancelled', async () => {
	settings(Infinity);
	const [[operation, parameters]] = operations;
	const cancel = new AbortController();
	const run = runAction(simulator.current, operation, { ...parameters, ...waiting }, { abortSignal: cancel.signal });
	setTimeout(() => cancel.abort(), 500);

	await expect(run).resolves.toMatchObject({ items: [{ json: { jobId: expect.any(String) } }] });
});
