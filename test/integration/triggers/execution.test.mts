import { type INodeExecutionData, NodeApiError } from 'n8n-workflow';

import { sleep } from '../../harness/sleep.mts';
import { deliver } from './support/deliver.mts';
import { closeHosts, listen, openTrigger, type TriggerSetUp } from './support/open-trigger.mts';
import { openProcessedData } from './support/processed-data.mts';
import { type Provider, providerNamed, providers } from './support/providers.mts';
import { runExecution } from './support/run-execution.mts';
import { collectWarnings } from './support/warnings.mts';
// After the clock, which the nodes take hold of when they are loaded.
import type { TriggerDefinition } from '../../../nodes/shared/trigger/definition.ts';
import { triggerMethods } from '../../../nodes/shared/trigger/methods.ts';
import { vigthoriaApi } from '../../../nodes/Vigthoria/api.ts';
import { vigthoriaDelivery } from '../../../nodes/Vigthoria/delivery.ts';

let processedData: Awaited<ReturnType<typeof openProcessedData>>;

beforeAll(async () => {
	processedData = await openProcessedData();
});
beforeEach(() => {
	processedData.calls = 0;
	processedData.failures = [];
});
afterEach(closeHosts);
afterEach(() => jest.restoreAllMocks());

const CONFLICT = 'SQLITE_CONSTRAINT: UNIQUE constraint failed: processed_data.workflowId, processed_data.context';

/** A trigger, and a function that runs an execution for one and the same event. */
function open(provider: Provider, setUp: TriggerSetUp = {}) {
	const trigger = openTrigger(provider, setUp);
	const items: INodeExecutionData[] = [{ json: { provider: provider.name, id: 'event-1' } }];
	const execute = async (executionId: string, mode?: 'webhook' | 'manual' | 'retry', ofItems = items) =>
		await runExecution(trigger, { executionId, mode, items: ofItems });
	return { trigger, items, execute };
}

describe.each(providers)('an execution of the $name trigger', (provider) => {
	it('passes on what the webhook received', async () => {
		const trigger = await listen(provider);
		const body = provider.sample();
		await deliver(trigger, { body });
		const [stored] = trigger.host.executions;
		const items = 'items' in stored ? stored.items : [];
		const received = await runExecution(trigger, { executionId: '1', items });
		expect(received).toMatchObject([{ json: { provider: provider.name, event: provider.event, body } }]);
	});

	it('stops at a duplicate that another process accepted, without running the next node', async () => {
		const { execute } = open(provider);
		await execute('1');
		expect(await execute('2')).toBeNull();
	});

	it('passes the event on again when it is run again after its worker died', async () => {
		const { execute, items } = open(provider);
		await execute('1');
		expect(await execute('1')).toMatchObject(items);
	});

	it('passes on other events', async () => {
		const { execute } = open(provider);
		await execute('1');
		const other = [{ json: { provider: provider.name, id: 'event-2' } }];
		expect(await execute('2', 'webhook', other)).toMatchObject(other);
	});

	it('does not stop at an event that another node received', async () => {
		await open(provider).execute('1');
		const { execute, items } = open(provider);
		expect(await execute('2')).toMatchObject(items);
	});

	it.each(['manual', 'retry'] as const)('passes everything on in mode %s, and records nothing', async (mode) => {
		const { execute, items } = open(provider);
		await execute('1');
		processedData.calls = 0;
		expect(await execute('2', mode)).toMatchObject(items);
		expect(processedData.calls).toBe(0);
	});

	it('passes everything on where duplicates are wanted', async () => {
		const { execute, items } = open(provider, { options: { ignoreDuplicates: false } });
		await execute('1');
		expect(await execute('2')).toMatchObject(items);
		expect(processedData.calls).toBe(0);
	});

	it('tries again when two executions collide in the database', async () => {
		const { execute, items } = open(provider);
		processedData.failures = [new Error(CONFLICT), new Error(CONFLICT)];
		expect(await execute('1')).toMatchObject(items);
		expect(processedData.failures).toEqual([]);
	});

	it('still recognises a duplicate after a collision', async () => {
		const { execute } = open(provider);
		await execute('1');
		processedData.failures = [new Error(CONFLICT)];
		expect(await execute('2')).toBeNull();
	});

	it('passes the event on when the database does not recover, and says so in the log', async () => {
		const warnings = collectWarnings();
		const { execute, items } = open(provider);
		processedData.failures = Array.from({ length: 100 }, () => new Error('database is locked'));
		expect(await execute('1')).toMatchObject(items);
		expect(warnings).toEqual([expect.stringContaining('check for duplicates failed')]);
	});

	it('that is the first of its node together with others loses no event', async () => {
		const { execute } = open(provider);
		const events = Array.from({ length: 6 }, (_, index) => [{ json: { id: `event-${index}` } }]);
		const runs = await Promise.all(events.map(async (items, index) => await execute(String(index), 'webhook', items)));
		expect(runs.map((received) => received?.[0].json)).toEqual(events.map(([{ json }]) => json));
	});

	it('and another of the same event at the same time pass it on once', async () => {
		const { execute } = open(provider);
		const runs = await Promise.all([execute('1'), execute('2')]);
		expect(runs.filter((received) => received !== null)).toHaveLength(1);
	});
});

describe('an execution of many events', () => {
	const vigthoria = providerNamed('vigthoria');
	const events = (count: number) =>
		Array.from({ length: count }, (_, index) => ({ json: { id: `event-${index}`, results: [] } }));

	/** Vigthoria's trigger, whose events are completed by a function of the test. */
	const openWith = (hydrate: NonNullable<TriggerDefinition['hydrate']>) => {
		const methods = triggerMethods({ api: vigthoriaApi, delivery: vigthoriaDelivery, hydrate });
		const trigger = Object.assign(Object.create(vigthoria.trigger) as typeof vigthoria.trigger, methods);
		return open({ ...vigthoria, trigger });
	};

	it('checks all of them for duplicates in one round, and drops those that were passed on before', async () => {
		const { execute } = open(vigthoria);
		await execute('1', 'webhook', events(250).slice(100, 150));
		processedData.calls = 0;
		const received = await execute('2', 'webhook', events(250));
		expect(received?.map(({ json }) => json.id)).toEqual(
			[...events(100), ...events(250).slice(150)].map(({ json }) => json.id),
		);
		expect(processedData.calls).toBe(2);
	});

	it('completes a few at a time, and keeps their order', async () => {
		let running = 0;
		let most = 0;
		const { execute } = openWith(async (_, event) => {
			most = Math.max(most, ++running);
			await sleep(Number(event.id.slice('event-'.length)) % 3);
			running -= 1;
			return { ...event, jobId: `job of ${event.id}` };
		});
		const received = await execute('1', 'webhook', events(40));
		expect(received?.map(({ json }) => json.jobId)).toEqual(events(40).map(({ json }) => `job of ${json.id}`));
		expect(most).toBe(5);
	});

	it('passes one on with the reason where it cannot be completed, and the others as they are', async () => {
		const { execute } = openWith(async (context, event) => {
			if (event.id === 'event-1') {
				throw new NodeApiError(context.getNode(), {}, { message: 'not found (404)', description: 'Check the ID.' });
			}
			return await Promise.resolve(event);
		});
		const received = await execute('1', 'webhook', events(3));
		expect(received?.map(({ json }) => json)).toMatchObject([
			{ id: 'event-0' },
			{ id: 'event-1', issues: ['not found (404). Check the ID.'] },
			{ id: 'event-2' },
		]);
		expect(received?.[2].json.issues).toBeUndefined();
	});
});
