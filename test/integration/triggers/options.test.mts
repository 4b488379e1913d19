import { makeHookContext } from '../support/n8n-contexts.mts';
import { answers, deliver } from './support/deliver.mts';
import { closeHosts, listen, openTrigger } from './support/open-trigger.mts';
import { providers } from './support/providers.mts';
import { collectWarnings } from './support/warnings.mts';
// After the clock, which the nodes take hold of when they are loaded.
import { checkAllowedIps } from '../../../nodes/shared/trigger/allowed-senders.ts';

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

describe.each(providers)('a parameter of the $name trigger that is given by an expression', (provider) => {
	it.each([
		['allows nobody where Allowed IPs results in nothing', { allowedIps: '={{ undefined }}' }, answers.forbidden],
		['allows nobody where Allowed IPs results in an empty text', { allowedIps: "={{ '' }}" }, answers.forbidden],
		[
			'allows nobody where Allowed IPs fails',
			{ allowedIps: '={{ $("No such node").first().json.ips }}' },
			answers.forbidden,
		],
		// n8n takes an expression in a field that has none for a plain text.
		['allows nobody where Allowed IPs results in a list', { allowedIps: "={{ ['127.0.0.0/8'] }}" }, answers.forbidden],
		['puts a delivery off where Max Event Age is no number', { maxEventAge: "={{ 'a week' }}" }, answers.unavailable],
		[
			'puts a delivery off where Max Event Age results in nothing',
			{ maxEventAge: '={{ undefined }}' },
			answers.unavailable,
		],
		['goes on ignoring duplicates', { ignoreDuplicates: '={{ false }}' }, answers.received],
	])('%s', async (_, options, answer) => {
		const trigger = await listen(provider, { options });
		expect(await deliver(trigger)).toMatchObject(answer);
		expect(trigger.host.executions).toHaveLength(answer === answers.received ? 1 : 0);
	});

	it('subscribes to the one event that Events results in, and to none whose name is a part of it', async () => {
		const exact = await listen(provider, { events: `={{ '${provider.event}' }}` as unknown as string[] });
		expect(await deliver(exact)).toMatchObject(answers.received);
		const longer = await listen(provider, { events: `={{ '${provider.event}.more' }}` as unknown as string[] });
		expect(await deliver(longer)).toMatchObject(answers.ignored);
	});

	it('puts a delivery off where Events results in no list, and says why in the log', async () => {
		const warnings = collectWarnings();
		const trigger = await listen(provider, { events: '={{ undefined }}' as unknown as string[] });
		expect(await deliver(trigger)).toMatchObject(answers.unavailable);
		expect(trigger.host.executions).toEqual([]);
		expect(warnings).toEqual([expect.stringContaining('Events is not a list of event names')]);
	});
});

describe.each(providers)('publishing a $name trigger', (provider) => {
	const contextFor = (allowedIps: string) => makeHookContext(openTrigger(provider, { options: { allowedIps } }).setUp);

	it.each(['203.0.113.7, somewhere', '203.0.113.0/33', '203.0.113.*', ',', '={{ undefined }}'])(
		'is refused where Allowed IPs is %s',
		async (allowedIps) => {
			const { checkExists } = provider.trigger.webhookMethods.default;
			await expect(checkExists.call(contextFor(allowedIps))).rejects.toThrow('Allowed IPs cannot be read');
		},
	);

	it.each(['', '203.0.113.7', '203.0.113.0/24, 2001:db8::/32'])(
		'goes on to its registration where Allowed IPs is %j',
		(allowedIps) => {
			expect(() => checkAllowedIps(contextFor(allowedIps))).not.toThrow();
		},
	);
});
