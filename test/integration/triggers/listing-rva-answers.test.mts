import type { Fault, ListingRvaSimulator } from '../../simulator/index.mts';
import { closeHosts, listen } from './support/open-trigger.mts';
import { providerNamed } from './support/providers.mts';
import { closeSimulator, openSimulator, registrant } from './support/registration.mts';

const provider = providerNamed('listingRva');

let service: ListingRvaSimulator;

beforeEach(async () => {
	service = (await openSimulator()).listingRva;
	// The shortest pauses that the retry policy knows.
	jest.spyOn(Math, 'random').mockReturnValue(0);
});
afterEach(async () => await Promise.all([closeSimulator(), closeHosts()]));
afterEach(() => jest.restoreAllMocks());

const open = () => registrant(provider, service);
const endpoints = () => [...service.endpoints.values()];

const lists = ['bare', 'webhooks', 'data'] as const;
const registrations = ['bare', 'webhook', 'data'] as const;
const shapes = lists.flatMap((webhooks) => registrations.map((registration) => ({ webhooks, registration })));

describe.each(shapes)('a list that is $webhooks and a registration that is $registration', (given) => {
	beforeEach(() => Object.assign(service.shapes, given));

	it('are understood by the activation', async () => {
		const trigger = open();
		await trigger.run('create');
		const [{ id, secret }] = endpoints();
		expect(trigger.state).toEqual({ endpointId: id, url: trigger.url, secret });
	});

	it('are understood by the check and the deactivation', async () => {
		const trigger = open();
		await trigger.run('create');
		expect(await trigger.run('checkExists')).toBe(true);
		await trigger.run('delete');
		expect(endpoints()).toEqual([]);
	});
});

describe('an incomplete answer to the registration', () => {
	/** Registers as usual, but answers with something else. */
	const answerWith = (body: (endpoint: object) => unknown) => {
		const add = service.addEndpoint.bind(service);
		jest.spyOn(service, 'addEndpoint').mockImplementation((url, events) => {
			const endpoint = add(url, events);
			return body(endpoint) as typeof endpoint;
		});
	};

	it('without an id is completed from the list', async () => {
		answerWith((endpoint) => ({ ...endpoint, id: undefined }));
		const trigger = open();
		await trigger.run('create');
		expect(trigger.state).toMatchObject({ endpointId: endpoints()[0].id });
	});

	it('with the id under another usual name is understood', async () => {
		answerWith((endpoint) => ({ ...endpoint, id: undefined, _id: endpoints()[0].id }));
		const trigger = open();
		await trigger.run('create');
		expect(trigger.state).toMatchObject({ endpointId: endpoints()[0].id });
	});

	it('without a secret fails, says what to do, and leaves no endpoint behind', async () => {
		answerWith((endpoint) => ({ ...endpoint, secret: undefined }));
		const trigger = open();
		await expect(trigger.run('create')).rejects.toMatchObject({
			message: expect.stringMatching(/returned no signing secret\. .*Publish \(activate\) the workflow again/),
		});
		expect(endpoints()).toEqual([]);
		expect(trigger.state).toBeUndefined();
	});

	it('without id and secret leaves no endpoint behind either', async () => {
		answerWith(() => ({}));
		await expect(open().run('create')).rejects.toThrow('returned no signing secret');
		expect(endpoints()).toEqual([]);
	});

	it('that is empty leaves no endpoint behind either', async () => {
		service.faults.add({ method: 'POST', fault: { kind: 'after', then: { kind: 'status', status: 201, body: '' } } });
		await expect(open().run('create')).rejects.toThrow('returned no signing secret');
		expect(endpoints()).toEqual([]);
	});
});

describe('an answer that got lost on its way', () => {
	it.each<[string, Exclude<Fault, { kind: 'after' }>]>([
		['by a reset connection', { kind: 'reset' }],
		['behind a proxy', { kind: 'html' }],
		['in its middle', { kind: 'half-json' }],
	])('%s is made good by the next activation', async (_, then) => {
		service.faults.add({ method: 'POST', fault: { kind: 'after', then } });
		const trigger = open();
		await expect(trigger.run('create')).rejects.toThrow(/could not be reached|an internal error|not JSON/);
		await trigger.run('create');
		expect(endpoints()).toMatchObject([{ id: trigger.state?.endpointId, secret: trigger.state?.secret }]);
	});
});

describe('a failure of ListingRVA AI', () => {
	const failure = async (fault: Fault, setUp?: Parameters<typeof registrant>[2]) => {
		service.faults.add({ path: '/webhooks', times: Infinity, fault });
		const trigger = registrant(provider, service, setUp);
		try {
			await trigger.run('create', { patience: 200 });
		} catch (error) {
			return { trigger, error: error as Error };
		}
		throw new Error('The activation succeeded');
	};
	const status = (code: number, body: unknown = { error: 'refused', message: 'as the provider says' }): Fault => ({
		kind: 'status',
		status: code,
		body,
		headers: { 'retry-after': '0' },
	});

	// n8n shows the message alone.
	it.each<[string, Fault, RegExp, RegExp]>([
		['401', status(401), /refused the Access Token/, /expired.*Open the credential/],
		['402', status(402), /too few credits/, /Top up/],
		['403', status(403), /not allowed to do this/, /plan/],
		['429', status(429), /too many requests/, /Wait .* then try again/],
		['500', status(500), /an internal error \(500\)/, /Try again later/],
		['503', status(503), /an internal error \(503\)/, /Try again later/],
		['422', status(422), /rejected the request \(422\)/, /as the provider says/],
		['a page of HTML', { kind: 'html', status: 200 }, /not JSON/, /Base URL/],
		['an error page of HTML', { kind: 'html' }, /an internal error \(502\)/, /Try again later/],
		['half a JSON text', { kind: 'half-json' }, /not JSON/, /Base URL/],
		['a reset connection', { kind: 'reset' }, /could not be reached/, /Base URL.*try again/],
		['no answer in time', { kind: 'timeout' }, /could not be reached/, /Base URL.*try again/],
	])('with %s says what happened and what to do', async (_, fault, event, advice) => {
		const { error } = await failure(fault);
		expect(error.message).toMatch(event);
		expect(error.message).toMatch(advice);
	});

	it('leaves nothing remembered that was not registered', async () => {
		const { trigger } = await failure(status(401));
		expect(trigger.state).toBeUndefined();
	});

	it.each([401, 403, 422, 429, 500])('with %s shows no secret, though the provider repeats it', async (code) => {
		const webhookSecret = 'a-secret-that-nobody-may-see';
		const { accessToken } = service.credentials;
		const body = { message: `Bearer ${accessToken} and ${webhookSecret} are not right` };
		const { error } = await failure(status(code, body), { credential: { webhookSecret } });
		const shown = JSON.stringify({ ...error, message: error.message, stack: error.stack });
		expect(shown).not.toContain(accessToken);
		expect(shown).not.toContain(webhookSecret);
	});

	it('with 429 is followed by another attempt as early as the provider allows', async () => {
		service.faults.add({
			method: 'POST',
			fault: { kind: 'status', status: 429, headers: { 'retry-after': '1' } },
		});
		await open().run('create');
		const [first, second] = service.requests.filter(({ method }) => method === 'POST');
		expect(second.at - first.at).toBeGreaterThanOrEqual(990);
		expect(endpoints()).toHaveLength(1);
	});

	it('with 429 for a long time is told at once', async () => {
		const fault: Fault = { kind: 'status', status: 429, headers: { 'retry-after': '3600' } };
		const { error } = await failure(fault);
		expect(service.requests).toHaveLength(1);
		expect(error.message).toContain('3600 seconds');
	});

	it('with 500 does not repeat a registration, which might have been made', async () => {
		service.faults.add({ method: 'POST', fault: status(500) });
		await expect(open().run('create')).rejects.toThrow('an internal error');
		expect(service.requests.filter(({ method }) => method === 'POST')).toHaveLength(1);
	});

	it('that passes while it lists endpoints goes unnoticed', async () => {
		service.faults.add({ method: 'GET', times: 2, fault: { kind: 'reset' } });
		await open().run('create');
		expect(endpoints()).toHaveLength(1);
	});

	it('while it removes the old endpoint keeps the secret of the new one', async () => {
		const trigger = open();
		service.addEndpoint(trigger.url);
		service.faults.add({ method: 'DELETE', times: 4, fault: { kind: 'reset' } });
		await expect(trigger.run('create')).rejects.toThrow(/could not be reached|an internal error|not JSON/);
		await trigger.run('create');
		expect(endpoints()).toMatchObject([{ id: trigger.state?.endpointId, secret: trigger.state?.secret }]);
	});
});

describe('an endpoint that the trigger has registered', () => {
	/** A trigger that listens where it says, registered at the simulator. */
	const active = async () => {
		const listening = await listen(provider);
		const trigger = registrant(provider, service, { additionalData: { webhookBaseUrl: listening.host.baseUrl } });
		Object.assign(listening.setUp, trigger.setUp, { mode: 'webhook' });
		await trigger.run('create');
		return { trigger, listening };
	};

	it('delivers events that the trigger accepts', async () => {
		const { listening } = await active();
		expect(await service.deliver('image.generated')).toMatchObject([{ status: 200, body: '{"received":true}' }]);
		expect(listening.host.executions).toHaveLength(1);
	});

	it('delivers events that the trigger accepts though the credential cannot be read', async () => {
		const { listening, trigger } = await active();
		trigger.credential.failure = new Error('Credentials could not be decrypted');
		expect(await service.deliver('image.generated')).toMatchObject([{ status: 200 }]);
		expect(listening.host.executions).toHaveLength(1);
	});

	it('delivers beside one that the user registered and whose secret is in the credential', async () => {
		const { listening, trigger } = await active();
		const [{ url }] = endpoints();
		trigger.credential.secret = service.addEndpoint(url).secret;
		const attempts = await service.deliver('image.generated');
		expect(attempts.map(({ status }) => status).sort()).toEqual([200, 200].sort());
		expect(listening.host.executions).toHaveLength(1);
	});
});
