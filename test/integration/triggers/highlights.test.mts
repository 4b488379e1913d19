/** What n8n stores of an execution for Executions > Filter, in the contexts of n8n-core. */
import type { INodeExecutionData } from 'n8n-workflow';

import { makeExecuteContext } from '../support/n8n-contexts.mts';
import { openTrigger } from './support/open-trigger.mts';
import { openProcessedData } from './support/processed-data.mts';
import { providers } from './support/providers.mts';

beforeAll(async () => {
	await openProcessedData();
});

describe.each(providers)('an execution of the $name trigger', (provider) => {
	const event = (id: string): INodeExecutionData => ({
		json: { provider: provider.name, event: provider.event, id, jobId: `job of ${id}`, results: [], body: {} },
	});

	const run = async (...ids: string[]) => {
		const { setUp } = openTrigger(provider);
		const context = makeExecuteContext({ ...setUp, mode: 'webhook', items: ids.map(event) });
		await provider.trigger.execute.call(context);
		return {
			context,
			again: makeExecuteContext({
				...setUp,
				mode: 'webhook',
				items: ids.map(event),
				additionalData: { executionId: 'execution-2' },
			}),
		};
	};

	it('is found by its event', async () => {
		const { context } = await run('evt_1');
		expect(context.customData.getAll()).toEqual({
			provider: provider.name,
			event: provider.event,
			id: 'evt_1',
			jobId: 'job of evt_1',
		});
		expect(context.getExecuteData().metadata?.tracing).toMatchObject({ 'generation.jobId': 'job of evt_1' });
	});

	it('is found by each of several events', async () => {
		const { context } = await run('evt_1', 'evt_2');
		expect(context.customData.get('id')).toBe('evt_1, evt_2');
	});

	it('is not found where it has dropped a duplicate', async () => {
		const { again } = await run('evt_1');
		await provider.trigger.execute.call(again);
		expect(again.customData.getAll()).toEqual({});
	});
});
