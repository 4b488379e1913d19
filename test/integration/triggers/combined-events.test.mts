import { sleep, waitUntil } from '../../harness/sleep.mts';
import { answers, deliver } from './support/deliver.mts';
import { closeHosts, listen, type ListeningTrigger, type TriggerSetUp } from './support/open-trigger.mts';
import { providers } from './support/providers.mts';
import { runExecution } from './support/run-execution.mts';
import { failingStore, slowStore } from './support/stores.mts';

afterEach(closeHosts);

const idsOf = ({ host }: ListeningTrigger) =>
	host.executions.map((execution) => ('items' in execution ? execution.items.map(({ json }) => json.id) : []));

/** Waits until the node has taken in so many deliveries. */
async function arrived({ host }: ListeningTrigger, count: number) {
	await waitUntil(() => (host.requests >= count ? true : undefined), { what: `${count} requests`, everyMs: 5 });
	// The last one is verified by then.
	await sleep(50);
}

describe.each(providers)('Combine Events Under Load of the $name trigger', (provider) => {
	const open = async (setUp: TriggerSetUp = {}) =>
		await listen(provider, { ...setUp, options: { combineEvents: true, ...setUp.options } });

	/** Starts an execution that is not stored yet, and sends more deliveries, which wait. */
	async function underLoad(trigger: ListeningTrigger, count: number, store?: () => Promise<void>) {
		const { reached, release } = slowStore(trigger, store);
		const first = deliver(trigger);
		await reached;
		const bodies = Array.from({ length: count }, () => provider.sample());
		const others = bodies.map(async (body) => await deliver(trigger, { body }));
		await arrived(trigger, count + 1);
		return { first, others, bodies, release };
	}

	it('gives each event its own execution where they come one after the other', async () => {
		const trigger = await open();
		for (let time = 0; time < 3; time++) expect(await deliver(trigger)).toMatchObject(answers.received);
		expect(idsOf(trigger).map((ids) => ids.length)).toEqual([1, 1, 1]);
	});

	it('lets those share an execution that arrive while another one is being stored, and acknowledges all', async () => {
		const trigger = await open();
		const { first, others, release } = await underLoad(trigger, 5);
		expect(trigger.host.executions).toEqual([]);
		trigger.host.store = async () => {};
		release();
		for (const attempt of await Promise.all([first, ...others])) expect(attempt).toMatchObject(answers.received);
		expect(idsOf(trigger).map((ids) => ids.length)).toEqual([1, 5]);
		expect(new Set(idsOf(trigger).flat()).size).toBe(6);
	});

	it('lets those share an execution that arrive while n8n starts the one before', async () => {
		const trigger = await open({ options: { ignoreDuplicates: false } });
		const run = async (index: number) => {
			const execution = trigger.host.executions[index];
			if ('items' in execution) await runExecution(trigger, { executionId: String(index), items: execution.items });
		};
		await deliver(trigger);
		await run(0);
		expect(await deliver(trigger)).toMatchObject(answers.received);
		const others = Array.from({ length: 3 }, async () => await deliver(trigger));
		await arrived(trigger, 5);
		expect(trigger.host.executions).toHaveLength(2);
		await run(1);
		for (const attempt of await Promise.all(others)) expect(attempt).toMatchObject(answers.received);
		expect(idsOf(trigger).map((ids) => ids.length)).toEqual([1, 1, 3]);
	});

	it('recognises a redelivery of each of them', async () => {
		const trigger = await open();
		const { others, bodies, release } = await underLoad(trigger, 3);
		expect(await deliver(trigger, { body: bodies[2] })).toMatchObject(answers.pending);
		trigger.host.store = async () => {};
		release();
		await Promise.all(others);
		for (const body of bodies) expect(await deliver(trigger, { body })).toMatchObject(answers.duplicate);
		expect(trigger.host.executions).toHaveLength(2);
	});

	it('acknowledges none where their execution cannot be stored, and accepts them when they come again', async () => {
		const trigger = await open();
		const { first, others, bodies, release } = await underLoad(trigger, 3);
		trigger.host.store = failingStore;
		release();
		expect(await first).toMatchObject(answers.received);
		const statuses = (await Promise.all(others)).map(({ status }) => status);
		// The one that carries the others gets n8n's own answer.
		expect([...statuses].sort()).toEqual([500, 503, 503]);
		trigger.host.store = async () => {};
		for (const body of bodies) expect(await deliver(trigger, { body })).toMatchObject(answers.received);
		expect(idsOf(trigger).flat()).toHaveLength(4);
		expect(new Set(idsOf(trigger).flat()).size).toBe(4);
	});

	it('acknowledges all though the sender of the one that carries them has hung up', async () => {
		const trigger = await open();
		const { reached, release } = slowStore(trigger);
		const first = deliver(trigger);
		await reached;
		const leaving = new AbortController();
		const [carrying, other] = [provider.sample(), provider.sample()];
		const carrier = deliver(trigger, { body: carrying, signal: leaving.signal });
		await arrived(trigger, 2);
		const follower = deliver(trigger, { body: other });
		await arrived(trigger, 3);
		leaving.abort();
		expect(await carrier).toMatchObject({ status: null });
		trigger.host.store = async () => {};
		release();
		await first;
		expect(await follower).toMatchObject(answers.received);
		await waitUntil(() => trigger.host.executions[1], { what: 'the second execution', everyMs: 5 });
		expect(await deliver(trigger, { body: carrying })).toMatchObject(answers.duplicate);
		expect(idsOf(trigger).map((ids) => ids.length)).toEqual([1, 2]);
	});

	it('puts no more than 16 MB of bodies into an execution', async () => {
		const trigger = await open();
		const { reached, release } = slowStore(trigger);
		const first = deliver(trigger);
		await reached;
		const large = () => ({ ...provider.sample(), padding: 'x'.repeat(7_000_000) });
		const others = Array.from({ length: 3 }, async () => await deliver(trigger, { body: large() }));
		await arrived(trigger, 4);
		trigger.host.store = async () => {};
		release();
		for (const attempt of await Promise.all([first, ...others])) expect(attempt).toMatchObject(answers.received);
		expect(idsOf(trigger).map((ids) => ids.length)).toEqual([1, 2, 1]);
	});

	it('does not let a forged delivery join', async () => {
		const trigger = await open();
		const { first, others, release } = await underLoad(trigger, 1);
		expect(await deliver(trigger, { secret: 'forged' })).toMatchObject(answers.unauthorized);
		trigger.host.store = async () => {};
		release();
		await Promise.all([first, ...others]);
		expect(idsOf(trigger).flat()).toHaveLength(2);
	});

	it('combines redeliveries too where duplicates are wanted', async () => {
		const trigger = await open({ options: { ignoreDuplicates: false } });
		const { reached, release } = slowStore(trigger);
		const body = provider.sample();
		const first = deliver(trigger, { body });
		await reached;
		const others = [deliver(trigger, { body }), deliver(trigger, { body })];
		await arrived(trigger, 3);
		trigger.host.store = async () => {};
		release();
		for (const attempt of await Promise.all([first, ...others])) expect(attempt).toMatchObject(answers.received);
		expect(idsOf(trigger).map((ids) => ids.length)).toEqual([1, 2]);
	});

	it.each<[string, TriggerSetUp]>([
		['while the workflow is tried out', { mode: 'manual' }],
		['where it is off', { options: { combineEvents: false } }],
	])('combines nothing %s', async (_, setUp) => {
		const trigger = await open(setUp);
		const { first, others, release } = await underLoad(trigger, 3);
		release();
		await Promise.all([first, ...others]);
		expect(idsOf(trigger).map((ids) => ids.length)).toEqual([1, 1, 1, 1]);
	});
});
