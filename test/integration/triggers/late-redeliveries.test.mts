/** After a sender's quick repeats, what was executed decides, not what was acknowledged. */
import type { INodeExecutionData } from 'n8n-workflow';

import { letTimePass } from './support/clock.mts';
import { answers, deliver } from './support/deliver.mts';
import { closeHosts, listen, type ListeningTrigger } from './support/open-trigger.mts';
import { openProcessedData } from './support/processed-data.mts';
import { type Provider, providers } from './support/providers.mts';
import { runExecution } from './support/run-execution.mts';

beforeAll(async () => {
	await openProcessedData();
});
afterEach(closeHosts);

const MINUTE = 60_000;

const nodes: Record<string, () => object> = {
	listingRva: () => require('../../../nodes/ListingRva/ListingRvaTrigger.node.ts') as object,
	virtualStagingAi: () => require('../../../nodes/VirtualStagingAi/VirtualStagingAiTrigger.node.ts') as object,
	vigthoria: () => require('../../../nodes/Vigthoria/VigthoriaTrigger.node.ts') as object,
};

/** The same node in another process: nothing in memory is shared, the database is. */
function onAWorker(trigger: ListeningTrigger): ListeningTrigger {
	let provider = trigger.provider;
	jest.isolateModules(() => {
		const [Node] = Object.values(nodes[provider.name]()) as Array<new () => Provider['trigger']>;
		provider = { ...provider, trigger: new Node() };
	});
	return { ...trigger, provider, setUp: { ...trigger.setUp, nodeType: provider.trigger } };
}

const storedItems = ({ host }: ListeningTrigger, index: number): INodeExecutionData[] => {
	const execution = host.executions[index];
	return execution !== undefined && 'items' in execution ? execution.items : [];
};

describe.each(providers)('a late redelivery to the $name trigger', (provider) => {
	/** A trigger that has acknowledged an event. */
	const accepted = async () => {
		const trigger = await listen(provider);
		const body = provider.sample();
		expect(await deliver(trigger, { body })).toMatchObject(answers.received);
		const redeliver = async () => await deliver(trigger, { body });
		return { trigger, redeliver };
	};

	it('is a duplicate for ten minutes', async () => {
		const { trigger, redeliver } = await accepted();
		letTimePass(10 * MINUTE - 1_000);
		expect(await redeliver()).toMatchObject(answers.duplicate);
		expect(trigger.host.executions).toHaveLength(1);
	});

	it('brings the event back where no process has executed it', async () => {
		const { trigger, redeliver } = await accepted();
		letTimePass(10 * MINUTE);
		expect(await redeliver()).toMatchObject(answers.received);
		expect(await runExecution(trigger, { executionId: '2', items: storedItems(trigger, 1) })).toHaveLength(1);
	});

	it('costs an execution without items where another process has executed it', async () => {
		const { trigger, redeliver } = await accepted();
		const items = storedItems(trigger, 0);
		expect(await runExecution(onAWorker(trigger), { executionId: '1', items })).toHaveLength(1);
		letTimePass(10 * MINUTE);
		expect(await redeliver()).toMatchObject(answers.received);
		expect((await runExecution(trigger, { executionId: '2', items: storedItems(trigger, 1) })) ?? []).toEqual([]);
	});

	it('is a duplicate for a day where this process has executed it', async () => {
		const { trigger, redeliver } = await accepted();
		expect(await runExecution(trigger, { executionId: '1', items: storedItems(trigger, 0) })).toHaveLength(1);
		letTimePass(24 * 60 * MINUTE - 1_000);
		expect(await redeliver()).toMatchObject(answers.duplicate);
	});
});
