import { sleep, waitUntil } from '../../harness/sleep.mts';
import { letTimePass } from './support/clock.mts';
import { answers, deliver } from './support/deliver.mts';
import { closeHosts, listen } from './support/open-trigger.mts';
import { providers } from './support/providers.mts';
import { failingStore, slowStore } from './support/stores.mts';

afterEach(closeHosts);

describe.each(providers)('a redelivery to the $name trigger', (provider) => {
	const body = () => provider.sample();

	it('is put off while the first delivery is still being accepted', async () => {
		const trigger = await listen(provider);
		const sent = body();
		const { reached, release } = slowStore(trigger);
		const first = deliver(trigger, { body: sent });
		await reached;
		expect(await deliver(trigger, { body: sent })).toMatchObject(answers.pending);
		release();
		await first;
	});

	it('does not disturb the first delivery', async () => {
		const trigger = await listen(provider);
		const sent = body();
		const { reached, release } = slowStore(trigger);
		const first = deliver(trigger, { body: sent });
		await reached;
		await deliver(trigger, { body: sent });
		release();
		expect(await first).toMatchObject(answers.received);
		expect(trigger.host.executions).toHaveLength(1);
	});

	it('is a duplicate once the first delivery has been accepted', async () => {
		const trigger = await listen(provider);
		const sent = body();
		const { reached, release } = slowStore(trigger);
		const first = deliver(trigger, { body: sent });
		await reached;
		await deliver(trigger, { body: sent });
		release();
		await first;
		expect(await deliver(trigger, { body: sent })).toMatchObject(answers.duplicate);
	});

	it('does not hold up other events', async () => {
		const trigger = await listen(provider);
		const { reached, release } = slowStore(trigger);
		const first = deliver(trigger);
		await reached;
		const other = deliver(trigger);
		release();
		expect(await other).toMatchObject(answers.received);
		await first;
	});

	it('is accepted where n8n could not store the first one', async () => {
		const trigger = await listen(provider);
		const sent = body();
		trigger.host.store = failingStore;
		expect(await deliver(trigger, { body: sent })).toMatchObject({ status: 500 });
		trigger.host.store = async () => {};
		expect(await deliver(trigger, { body: sent })).toMatchObject(answers.received);
		expect(trigger.host.executions).toHaveLength(1);
	});

	it('is put off while n8n is still storing the first one, whose sender gave up, and is then a duplicate', async () => {
		const trigger = await listen(provider);
		const sent = body();
		const { reached, release } = slowStore(trigger);
		const leaving = new AbortController();
		const first = deliver(trigger, { body: sent, signal: leaving.signal });
		await reached;
		leaving.abort();
		expect(await first).toMatchObject({ status: null });
		for (let time = 0; time < 3; time++) {
			expect(await deliver(trigger, { body: sent })).toMatchObject(answers.pending);
			await sleep(20);
		}
		release();
		await waitUntil(() => trigger.host.executions[0], { what: 'the execution', everyMs: 5 });
		expect(await deliver(trigger, { body: sent })).toMatchObject(answers.duplicate);
		expect(trigger.host.executions).toHaveLength(1);
	});

	it('is accepted where the provider went away and n8n could not store the first one', async () => {
		const trigger = await listen(provider);
		const sent = body();
		const { reached, release } = slowStore(trigger, failingStore);
		const leaving = new AbortController();
		const first = deliver(trigger, { body: sent, signal: leaving.signal });
		await reached;
		leaving.abort();
		await first;
		trigger.host.store = async () => {};
		release();
		await sleep(20);
		expect(await deliver(trigger, { body: sent })).toMatchObject(answers.received);
		expect(trigger.host.executions).toHaveLength(1);
	});

	it('is put off for as long as a full n8n takes, and accepted where it took more than an hour', async () => {
		const trigger = await listen(provider);
		const sent = body();
		const { reached, release } = slowStore(trigger);
		const first = deliver(trigger, { body: sent });
		await reached;
		letTimePass(59 * 60_000);
		expect(await deliver(trigger, { body: sent })).toMatchObject(answers.pending);
		letTimePass(60_000);
		trigger.host.store = async () => {};
		expect(await deliver(trigger, { body: sent })).toMatchObject(answers.received);
		release();
		await first;
	});

	it('of many at once gives one execution', async () => {
		const trigger = await listen(provider);
		const sent = body();
		const attempts = await Promise.all(Array.from({ length: 20 }, async () => await deliver(trigger, { body: sent })));
		expect(attempts.filter((attempt) => attempt.body === answers.received.body)).toHaveLength(1);
		expect(trigger.host.executions).toHaveLength(1);
	});

	it('is accepted by another node', async () => {
		const sent = body();
		await deliver(await listen(provider), { body: sent });
		expect(await deliver(await listen(provider), { body: sent })).toMatchObject(answers.received);
	});

	it('is accepted where duplicates are wanted', async () => {
		const trigger = await listen(provider, { options: { ignoreDuplicates: false } });
		const sent = body();
		await deliver(trigger, { body: sent });
		expect(await deliver(trigger, { body: sent })).toMatchObject(answers.received);
		expect(trigger.host.executions).toHaveLength(2);
	});

	it('is accepted over and over while the workflow is tried out', async () => {
		const trigger = await listen(provider, { mode: 'manual' });
		const sent = body();
		for (let time = 0; time < 3; time++) {
			expect(await deliver(trigger, { body: sent })).toMatchObject(answers.received);
		}
		expect(trigger.host.executions).toHaveLength(3);
	});

	it('of what was refused as forged is accepted once it is authentic', async () => {
		const trigger = await listen(provider);
		const sent = body();
		await deliver(trigger, { body: sent, secret: 'forged' });
		expect(await deliver(trigger, { body: sent })).toMatchObject(answers.received);
	});
});
