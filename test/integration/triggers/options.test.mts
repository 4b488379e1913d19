import { answers, deliver } from './support/deliver.mts';
import { closeHosts, listen } from './support/open-trigger.mts';
import { providers } from './support/providers.mts';
import { collectWarnings } from './support/warnings.mts';

afterEach(closeHosts);
afterEach(() => jest.restoreAllMocks());

const MINUTE = 60_000;

describe.each(providers)('Max Event Age of the $name trigger', (provider) => {
	const aged = (age: number) => provider.at(provider.sample(), Date.now() - age);

	it('refuses an event that is older', async () => {
		const trigger = await listen(provider, { options: { maxEventAge: 5 } });
		expect(await deliver(trigger, { body: aged(5 * MINUTE + 1_000) })).toMatchObject(answers.unauthorized);
		expect(trigger.host.executions).toEqual([]);
	});

	it('accepts an event that is younger', async () => {
		const trigger = await listen(provider, { options: { maxEventAge: 5 } });
		expect(await deliver(trigger, { body: aged(4 * MINUTE) })).toMatchObject(answers.received);
	});

	it('accepts an event from a clock that is ahead', async () => {
		const trigger = await listen(provider, { options: { maxEventAge: 5 } });
		expect(await deliver(trigger, { body: aged(-10 * MINUTE) })).toMatchObject(answers.received);
	});

	it('says that it could not judge an event without a time', async () => {
		const trigger = await listen(provider, { options: { maxEventAge: 5 } });
		await deliver(trigger, { body: provider.timeless(provider.sample()) });
		expect(trigger.host.executions).toMatchObject([
			{ items: [{ json: { timestamp: null, issues: expect.arrayContaining([expect.stringContaining('age')]) } }] },
		]);
	});

	it('is off unless it is set', async () => {
		const trigger = await listen(provider);
		expect(await deliver(trigger, { body: aged(1_000 * 24 * 60 * MINUTE) })).toMatchObject(answers.received);
	});

	it('tells the sender of a forged delivery nothing about the age', async () => {
		const trigger = await listen(provider, { options: { maxEventAge: 5 } });
		const attempts = [
			await deliver(trigger, { body: aged(10 * MINUTE) }),
			await deliver(trigger, { body: aged(0), secret: 'forged' }),
		];
		expect(attempts[0].body).toBe(attempts[1].body);
	});
});

describe.each(providers)('Allowed IPs of the $name trigger', (provider) => {
	it('refuses other senders without an execution', async () => {
		const trigger = await listen(provider, { options: { allowedIps: '192.0.2.1, 192.0.2.2' } });
		expect(await deliver(trigger)).toMatchObject(answers.forbidden);
		expect(trigger.host.executions).toEqual([]);
	});

	it('accepts a sender on the list', async () => {
		const trigger = await listen(provider, { options: { allowedIps: ' 192.0.2.1 , 127.0.0.1 ' } });
		expect(await deliver(trigger)).toMatchObject(answers.received);
	});

	it('accepts every sender while the list is empty', async () => {
		const trigger = await listen(provider, { options: { allowedIps: '' } });
		expect(await deliver(trigger)).toMatchObject(answers.received);
	});

	it.each([
		['an IPv4 address that n8n sees as mapped into IPv6', '192.0.2.7', '::ffff:192.0.2.7'],
		['an IPv4 address that is listed as mapped into IPv6', '::ffff:192.0.2.7', '192.0.2.7'],
		['an IPv6 address in another case', '2001:DB8::7', '2001:db8::7'],
	])('accepts %s', async (_, allowedIps, sender) => {
		const trigger = await listen(provider, { options: { allowedIps } });
		trigger.host.proxyHops = 1;
		expect(await deliver(trigger, { headers: { 'x-forwarded-for': sender } })).toMatchObject(answers.received);
	});

	it('does not believe a sender who names an allowed address where n8n trusts no proxy', async () => {
		const trigger = await listen(provider, { options: { allowedIps: '192.0.2.7' } });
		const headers = { 'x-forwarded-for': '192.0.2.7' };
		expect(await deliver(trigger, { headers })).toMatchObject(answers.forbidden);
	});

	it('replaces no signature', async () => {
		const trigger = await listen(provider, { options: { allowedIps: '127.0.0.1' } });
		expect(await deliver(trigger, { secret: 'forged' })).toMatchObject(answers.unauthorized);
	});

	it('notes a refusal in the log', async () => {
		const warnings = collectWarnings();
		await deliver(await listen(provider, { options: { allowedIps: '192.0.2.1' } }));
		expect(warnings).toEqual([expect.stringContaining('127.0.0.1')]);
	});
});
