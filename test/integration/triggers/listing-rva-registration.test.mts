import type { ListingRvaSimulator } from '../../simulator/index.mts';
import { letTimePass } from './support/clock.mts';
import { providerNamed } from './support/providers.mts';
import { closeSimulator, copyOf, openSimulator, PUBLIC_URL, registrant } from './support/registration.mts';
import { collectWarnings } from './support/warnings.mts';

const provider = providerNamed('listingRva');
const ELSEWHERE = 'https://elsewhere.example.com/hook';

let service: ListingRvaSimulator;

beforeEach(async () => {
	service = (await openSimulator()).listingRva;
});
afterEach(closeSimulator);
afterEach(() => jest.restoreAllMocks());

const open = (setUp?: Parameters<typeof registrant>[2]) => registrant(provider, service, setUp);
const endpoints = () => [...service.endpoints.values()];

describe('activating the ListingRVA AI trigger', () => {
	it('registers one endpoint for every documented event', async () => {
		const trigger = open();
		expect(await trigger.run('create')).toBe(true);
		expect(endpoints()).toMatchObject([{ url: trigger.url, events: ['image.generated'] }]);
	});

	it('keeps the id and the secret in global static data, keyed by the id of the node', async () => {
		const trigger = open();
		await trigger.run('create');
		const [{ id, secret }] = endpoints();
		expect(trigger.setUp.staticData).toEqual({
			global: { [`${trigger.setUp.node?.id}:production`]: { endpointId: id, url: trigger.url, secret } },
		});
	});

	it('registers no second endpoint when it is repeated', async () => {
		const trigger = open();
		await trigger.run('create');
		const [first] = endpoints();
		await trigger.run('create');
		expect(endpoints()).toEqual([first]);
	});

	it('registers no second endpoint from a copy of the workflow whose static data is still empty', async () => {
		const trigger = open();
		await trigger.run('create');
		const copy = copyOf(trigger, { staticData: {} });
		await copy.run('create');
		expect(endpoints()).toHaveLength(1);
		expect(copy.state).toEqual(trigger.state);
	});

	it('registers one endpoint when it runs twice at the same time', async () => {
		const trigger = open();
		const copy = copyOf(trigger, { staticData: {} });
		await Promise.all([trigger.run('create'), copy.run('create')]);
		expect(endpoints()).toHaveLength(1);
		expect(copy.state).toEqual(trigger.state);
	});

	it('replaces an endpoint of its own that a crash left behind', async () => {
		const trigger = open();
		const left = service.addEndpoint(trigger.url);
		await trigger.run('create');
		expect(endpoints()).toHaveLength(1);
		expect(service.endpoints.has(left.id)).toBe(false);
		expect(trigger.state).toMatchObject({ secret: endpoints()[0].secret });
	});

	it('registers the new endpoint before it removes the old one, whose deliveries it can still verify', async () => {
		const trigger = open();
		await trigger.run('create');
		const [old] = service.endpoints.values();
		old.events = [];
		service.requests.splice(0);
		await trigger.run('create');
		const writes = service.requests.filter(({ method }) => method !== 'GET').map(({ method }) => method);
		expect(writes).toEqual(['POST', 'DELETE']);
	});

	it('leaves at most one endpoint behind when every answer gets lost', async () => {
		const trigger = open();
		service.faults.add({
			method: 'POST',
			path: '/webhooks',
			times: Infinity,
			fault: { kind: 'after', then: { kind: 'reset' } },
		});
		for (let attempt = 0; attempt < 5; attempt++) await expect(trigger.run('create')).rejects.toThrow();
		expect(service.endpoints.size).toBe(1);

		service.faults.clear();
		await trigger.run('create');
		expect(service.endpoints.size).toBe(1);
	});

	it('touches no endpoint of others', async () => {
		const others = [
			service.addEndpoint(ELSEWHERE),
			service.addEndpoint(`${PUBLIC_URL}/00000000-0000-4000-8000-000000000000/webhook`),
		];
		const trigger = open();
		await trigger.run('create');
		await trigger.run('delete');
		expect(endpoints()).toEqual(others);
	});

	it('registers anew where the secret was lost', async () => {
		const trigger = open();
		const lost = service.addEndpoint(trigger.url);
		const key = `${trigger.setUp.node?.id}:production`;
		trigger.setUp.staticData.global = { [key]: { endpointId: lost.id, url: trigger.url } };
		await trigger.run('create');
		expect(service.endpoints.has(lost.id)).toBe(false);
		expect(trigger.state).toMatchObject({ secret: endpoints()[0].secret });
	});

	it('registers anew where the endpoint was deleted at ListingRVA AI', async () => {
		const trigger = open();
		await trigger.run('create');
		service.endpoints.clear();
		await trigger.run('create');
		expect(trigger.state).toMatchObject({ endpointId: endpoints()[0].id, secret: endpoints()[0].secret });
	});

	it('registers anew where the endpoint is registered for other events', async () => {
		service.knownEvents.add('image.deleted');
		const trigger = open();
		await trigger.run('create');
		endpoints()[0].events = ['image.deleted'];
		await trigger.run('create');
		expect(endpoints()).toMatchObject([{ url: trigger.url, events: ['image.generated'] }]);
	});

	it("replaces the endpoint when n8n's public address has changed", async () => {
		const trigger = open();
		await trigger.run('create');
		const moved = copyOf(trigger, { additionalData: { webhookBaseUrl: 'https://new.example.com/webhook' } });
		await moved.run('create');
		expect(endpoints()).toMatchObject([{ url: moved.url }]);
		expect(moved.state).toMatchObject({ url: moved.url, secret: endpoints()[0].secret });
	});

	it('warns of an address that only this machine can reach', async () => {
		const warnings = collectWarnings();
		const trigger = open({ additionalData: { webhookBaseUrl: 'http://localhost:5678/webhook' } });
		await trigger.run('create');
		expect(warnings).toEqual([expect.stringContaining('N8N_WEBHOOK_URL')]);
		expect(endpoints()).toHaveLength(1);
	});
});

describe('checking the registration at ListingRVA AI', () => {
	it('finds nothing before the first activation', async () => {
		expect(await open().run('checkExists')).toBe(false);
	});

	it('finds the endpoint that was registered', async () => {
		const trigger = open();
		await trigger.run('create');
		expect(await trigger.run('checkExists')).toBe(true);
	});

	it.each<[string, (trigger: ReturnType<typeof open>) => void]>([
		['was deleted', () => service.endpoints.clear()],
		['leads elsewhere now', () => Object.assign(endpoints()[0], { url: ELSEWHERE })],
		['is registered for other events', () => Object.assign(endpoints()[0], { events: [] })],
		['is not the only one at the address', ({ url }) => service.addEndpoint(url)],
		['has a secret that nobody knows', ({ setUp }) => delete setUp.staticData.global],
	])('does not count on an endpoint that %s', async (_, spoil) => {
		const trigger = open();
		await trigger.run('create');
		spoil(trigger);
		expect(await trigger.run('checkExists')).toBe(false);
	});

	it("does not count on the endpoint of n8n's former public address", async () => {
		const trigger = open();
		await trigger.run('create');
		const moved = copyOf(trigger, { additionalData: { webhookBaseUrl: 'https://new.example.com/webhook' } });
		expect(await moved.run('checkExists')).toBe(false);
	});

	// n8n 1 asks at every start, and takes the trigger for failed where that throws.
	describe.each([
		['the Access Token has expired', { kind: 'status', status: 401, body: {} }],
		['the account is refused', { kind: 'status', status: 403, body: {} }],
		['ListingRVA AI has an internal error', { kind: 'status', status: 500 }],
		['ListingRVA AI is down for maintenance', { kind: 'html' }],
		['ListingRVA AI cannot be reached', { kind: 'reset' }],
	] as const)('while %s', (_, fault) => {
		const failing = async (spoil: (trigger: ReturnType<typeof open>) => void = () => {}) => {
			const warnings = collectWarnings();
			jest.spyOn(Math, 'random').mockReturnValue(0);
			const trigger = open();
			await trigger.run('create');
			spoil(trigger);
			service.faults.add({ times: Infinity, fault });
			return { trigger, warnings };
		};

		it('goes on with the endpoint that it has registered, and says so', async () => {
			const { trigger, warnings } = await failing();
			expect(await trigger.run('checkExists')).toBe(true);
			expect(warnings).toEqual([expect.stringMatching(/goes on with the endpoint that it registered before/)]);
		});

		it('fails where no secret is held', async () => {
			const { trigger } = await failing(({ setUp }) => delete setUp.staticData.global);
			await expect(trigger.run('checkExists')).rejects.toThrow();
		});

		it("fails where n8n's public address has changed", async () => {
			const { trigger } = await failing();
			const moved = copyOf(trigger, { additionalData: { webhookBaseUrl: 'https://new.example.com/webhook' } });
			await expect(moved.run('checkExists')).rejects.toThrow();
		});
	});

	it('fails on an answer that waiting does not change', async () => {
		const trigger = open();
		await trigger.run('create');
		service.faults.add({ fault: { kind: 'status', status: 404, body: {} } });
		await expect(trigger.run('checkExists')).rejects.toThrow();
	});

	it('does not count on an endpoint that was removed before the list could not be read', async () => {
		const trigger = open();
		await trigger.run('create');
		jest.spyOn(Math, 'random').mockReturnValue(0);
		service.faults.add({ method: 'GET', times: Infinity, fault: { kind: 'reset' } });
		await expect(trigger.run('delete')).rejects.toThrow();
		expect(endpoints()).toEqual([]);
		await expect(trigger.run('checkExists')).rejects.toThrow();
	});

	it('changes nothing', async () => {
		const trigger = open();
		await trigger.run('create');
		service.requests.splice(0);
		await trigger.run('checkExists');
		expect(service.requests.map(({ method }) => method)).toEqual(['GET']);
	});
});

// n8n 2.41.1 calls delete() after a failed create(), keeps its entry of the webhook if that throws too, and takes the
// trigger for registered when the workflow is published once more (webhook-trigger-registrar.js, clearRegisteredWebhook).
describe('cleaning up after a failed activation', () => {
	it('does not fail while the provider refuses everything, and the next activation is registered', async () => {
		const warnings = collectWarnings();
		const trigger = open();
		service.faults.add({ times: Infinity, fault: { kind: 'status', status: 401, body: {} } });
		await expect(trigger.run('create')).rejects.toThrow('refused the Access Token');
		expect(await trigger.run('delete')).toBe(true);
		expect(JSON.stringify(warnings)).toContain('was not registered');

		service.faults.clear();
		await trigger.run('create');
		service.faults.add({ times: Infinity, fault: { kind: 'status', status: 401, body: {} } });
		await expect(trigger.run('delete')).rejects.toThrow('refused the Access Token');
	});
});

describe('deactivating the ListingRVA AI trigger', () => {
	it('removes the endpoint and forgets its secret', async () => {
		const trigger = open();
		await trigger.run('create');
		await trigger.run('delete');
		expect(endpoints()).toEqual([]);
		expect(trigger.state).toBeUndefined();
	});

	it('lets a later activation register anew', async () => {
		const trigger = open();
		await trigger.run('create');
		await trigger.run('delete');
		await trigger.run('create');
		expect(trigger.state).toMatchObject({ secret: endpoints()[0].secret });
	});

	it('removes every endpoint at its address', async () => {
		const trigger = open();
		await trigger.run('create');
		service.addEndpoint(trigger.url);
		await trigger.run('delete');
		expect(endpoints()).toEqual([]);
	});

	it("removes the endpoint of n8n's former public address", async () => {
		const trigger = open();
		await trigger.run('create');
		const moved = copyOf(trigger, { additionalData: { webhookBaseUrl: 'https://new.example.com/webhook' } });
		await moved.run('delete');
		expect(endpoints()).toEqual([]);
	});

	it.each([404, 410])('counts an endpoint that is gone (%s) as removed', async (status) => {
		const trigger = open();
		await trigger.run('create');
		service.faults.add({ method: 'DELETE', fault: { kind: 'status', status, body: { error: 'gone' } } });
		expect(await trigger.run('delete')).toBe(true);
		expect(trigger.state).toBeUndefined();
	});

	it('succeeds where nothing was registered', async () => {
		expect(await open().run('delete')).toBe(true);
	});

	it.each([
		['a status of 500', { kind: 'status', status: 500 }],
		['a reset connection', { kind: 'reset' }],
		['no answer', { kind: 'timeout' }],
	] as const)('fails on %s, and still knows its endpoint', async (_, fault) => {
		jest.spyOn(Math, 'random').mockReturnValue(0);
		const trigger = open();
		await trigger.run('create');
		service.faults.add({ method: 'DELETE', times: Infinity, fault });
		await expect(trigger.run('delete', { patience: 100 })).rejects.toThrow(/internal error|could not be reached/);
		expect(trigger.state).toMatchObject({ endpointId: endpoints()[0].id });
	});
});

describe('a test run beside the active ListingRVA AI trigger', () => {
	const pair = () => {
		const production = open();
		const test = copyOf(production, {
			mode: 'manual',
			staticData: {},
			additionalData: { webhookBaseUrl: `${PUBLIC_URL}-test` },
		});
		return { production, test };
	};

	it('has an endpoint of its own', async () => {
		const { production, test } = pair();
		await production.run('create');
		await test.run('create');
		expect(endpoints().map(({ url }) => url)).toEqual([production.url, test.url]);
	});

	it('leaves the production endpoint alone when it ends', async () => {
		const { production, test } = pair();
		await production.run('create');
		const [endpoint] = endpoints();
		await test.run('create');
		await test.run('delete');
		expect(endpoints()).toEqual([endpoint]);
	});

	it('is left alone when the workflow is deactivated', async () => {
		const { production, test } = pair();
		await production.run('create');
		await test.run('create');
		await production.run('delete');
		expect(endpoints().map(({ url }) => url)).toEqual([test.url]);
	});

	it('keeps its secret apart where both share static data', async () => {
		const { production, test } = pair();
		const sharing = copyOf(test, { staticData: production.setUp.staticData });
		await production.run('create');
		await sharing.run('create');
		expect([production.state?.secret, sharing.state?.secret]).toEqual(endpoints().map(({ secret }) => secret));
	});

	it('starts anew after a former test run that never ended', async () => {
		const { test } = pair();
		await test.run('create');
		letTimePass(86_400_000);
		await copyOf(test, { staticData: {} }).run('create');
		expect(endpoints()).toHaveLength(1);
	});
});
