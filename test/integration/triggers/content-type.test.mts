import { hmacHex, SIGNATURE_HEADERS } from '../../simulator/index.mts';
import { closeHosts, listen, type ListeningTrigger, type TriggerSetUp } from './support/open-trigger.mts';
import { providers } from './support/providers.mts';

afterEach(closeHosts);

const JSON_TYPE = 'application/json; charset=utf-8';

describe.each(providers)('the $name trigger answers with JSON', (provider) => {
	const typeOf = async (trigger: ListeningTrigger, body: string, secret = trigger.credential.secret) => {
		const { status, headers } = await fetch(trigger.url, {
			method: 'POST',
			headers: {
				'content-type': 'application/json',
				[SIGNATURE_HEADERS[provider.name]]: hmacHex(body, secret),
			},
			body,
		});
		const retryAfter = headers.get('retry-after');
		return { status, type: headers.get('content-type'), ...(retryAfter !== null && { retryAfter }) };
	};
	const sample = () => JSON.stringify(provider.sample());

	it('to an event that it accepted', async () => {
		expect(await typeOf(await listen(provider), sample())).toEqual({ status: 200, type: JSON_TYPE });
	});

	it('to a redelivery', async () => {
		const trigger = await listen(provider);
		const body = sample();
		await typeOf(trigger, body);
		expect(await typeOf(trigger, body)).toEqual({ status: 200, type: JSON_TYPE });
	});

	it('and the time after which to repeat, to a redelivery that comes too early', async () => {
		const trigger = await listen(provider);
		const body = sample();
		let early: unknown;
		trigger.host.store = async () => {
			early = await typeOf(trigger, body);
		};
		await typeOf(trigger, body);
		expect(early).toEqual({ status: 503, type: JSON_TYPE, retryAfter: '1' });
	});

	it.each<[string, number, TriggerSetUp]>([
		['an event that nobody subscribed to', 200, { events: ['something.else'] }],
		['a sender that is not allowed', 403, { options: { allowedIps: '192.0.2.1' } }],
	])('to %s', async (_, status, setUp) => {
		expect(await typeOf(await listen(provider, setUp), sample())).toEqual({ status, type: JSON_TYPE });
	});

	it('to a delivery while no secret is known', async () => {
		const trigger = await listen(provider, { credential: { webhookSecret: '' } });
		expect(await typeOf(trigger, sample(), 'any')).toEqual({ status: 503, type: JSON_TYPE });
	});

	it('to a forged delivery', async () => {
		expect(await typeOf(await listen(provider), sample(), 'forged')).toEqual({ status: 401, type: JSON_TYPE });
	});

	it('to an authentic body that is no event', async () => {
		expect(await typeOf(await listen(provider), '[]')).toEqual({ status: 400, type: JSON_TYPE });
	});
});
