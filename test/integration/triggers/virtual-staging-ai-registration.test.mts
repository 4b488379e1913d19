import type { VirtualStagingAiSimulator } from '../../simulator/index.mts';
import { answers } from './support/deliver.mts';
import { closeHosts, listen } from './support/open-trigger.mts';
import { providerNamed } from './support/providers.mts';
import { closeSimulator, openSimulator, registrant } from './support/registration.mts';
import { collectWarnings } from './support/warnings.mts';

const provider = providerNamed('virtualStagingAi');

let service: VirtualStagingAiSimulator;

beforeEach(async () => {
	service = (await openSimulator()).virtualStagingAi;
});
afterEach(async () => await Promise.all([closeSimulator(), closeHosts()]));
afterEach(() => jest.restoreAllMocks());

const open = (setUp?: Parameters<typeof registrant>[2]) => registrant(provider, service, setUp);

describe('activating the Virtual Staging AI trigger', () => {
	it("sets the account's signing secret to the one in the credential", async () => {
		const trigger = open();
		expect(await trigger.run('create')).toBe(true);
		expect(service.webhookSecret).toBe(trigger.credential.secret);
	});

	it('sets it without the spaces that were pasted with it', async () => {
		await open({ credential: { webhookSecret: ' pasted-secret\n' } }).run('create');
		expect(service.webhookSecret).toBe('pasted-secret');
	});

	it('keeps no copy of a secret that is in the credential', async () => {
		const trigger = open();
		await trigger.run('create');
		expect(trigger.state).toBeUndefined();
	});

	it('may be repeated', async () => {
		const trigger = open();
		await trigger.run('create');
		await trigger.run('create');
		expect(service.webhookSecret).toBe(trigger.credential.secret);
	});

	it.each([400, 422] as const)('tries the other name of the field when the first is refused with %s', async (status) => {
		service.secretField = 'webhook_secret';
		service.secretRefusalStatus = status;
		const trigger = open();
		await trigger.run('create');
		expect(service.webhookSecret).toBe(trigger.credential.secret);
	});

	it('fails with the words of the provider when both names are refused', async () => {
		service.faults.add({
			method: 'POST',
			times: 2,
			fault: { kind: 'status', status: 422, body: { message: 'too short' } },
		});
		await expect(open().run('create')).rejects.toMatchObject({
			name: 'NodeApiError',
			description: expect.stringContaining('too short'),
		});
	});

	it('is not possible without a secret, and says what to do', async () => {
		await expect(open({ credential: { webhookSecret: ' ' } }).run('create')).rejects.toMatchObject({
			name: 'NodeOperationError',
			message: 'The credential has no Webhook Secret',
			description: expect.stringContaining('enter it as Webhook Secret'),
		});
		expect(service.requests).toHaveLength(0);
	});

	it.each([
		[401, /refused the API Key/],
		[403, /may not do this/],
		[500, /an internal error/],
	])('fails when the provider answers %s, without showing the secret', async (status, message) => {
		jest.spyOn(Math, 'random').mockReturnValue(0);
		const trigger = open();
		const body = { message: `${trigger.credential.secret} was refused` };
		service.faults.add({ times: Infinity, fault: { kind: 'status', status, body } });
		const error: unknown = await trigger.run('create').catch((thrown: unknown) => thrown);
		expect(error).toMatchObject({ name: 'NodeApiError', message: expect.stringMatching(message) });
		expect(JSON.stringify(error)).not.toContain(trigger.credential.secret);
	});

	it('succeeds at the second attempt, since setting a secret twice does no harm', async () => {
		service.faults.add({ fault: { kind: 'after', then: { kind: 'reset' } } });
		const trigger = open();
		await trigger.run('create');
		expect(service.webhookSecret).toBe(trigger.credential.secret);
	});

	it('warns of an address that only this machine can reach', async () => {
		const warnings = collectWarnings();
		await open({ additionalData: { webhookBaseUrl: 'http://127.0.0.1:5678/webhook' } }).run('create');
		expect(warnings).toEqual([expect.stringContaining('N8N_WEBHOOK_URL')]);
	});

	it('is always done anew, for the account may have another secret by now', async () => {
		const trigger = open();
		await trigger.run('create');
		expect(await trigger.run('checkExists')).toBe(false);
	});
});

describe.each(['secret', 'webhook_secret'] as const)('a signing secret that the service makes itself, in %s', (field) => {
	const active = async () => {
		service.secretSource = 'server';
		service.secretField = field;
		const listening = await listen(provider);
		const trigger = open({ additionalData: { webhookBaseUrl: listening.host.baseUrl } });
		Object.assign(listening.setUp, trigger.setUp, { mode: 'webhook' });
		collectWarnings();
		await trigger.run('create');
		return { trigger, url: trigger.url, host: listening.host };
	};

	it('is remembered', async () => {
		const { trigger } = await active();
		expect(trigger.state).toEqual({ url: trigger.url, secret: service.webhookSecret });
	});

	it('verifies deliveries', async () => {
		const { url, host } = await active();
		expect(await service.deliver('done', { url })).toMatchObject([answers.received]);
		expect(host.executions).toHaveLength(1);
	});

	it('is forgotten by the deactivation', async () => {
		const { trigger } = await active();
		await trigger.run('delete');
		expect(trigger.state).toBeUndefined();
	});
});

describe('deactivating the Virtual Staging AI trigger', () => {
	it("leaves the account's secret alone, for other receivers need it", async () => {
		const trigger = open();
		await trigger.run('create');
		service.requests.clear();
		expect(await trigger.run('delete')).toBe(true);
		expect(service.webhookSecret).toBe(trigger.credential.secret);
		expect(service.requests).toHaveLength(0);
	});
});
