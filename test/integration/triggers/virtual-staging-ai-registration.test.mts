import { createHash } from 'node:crypto';

import type { VirtualStagingAiSimulator } from '../../simulator/index.mts';
import { answers } from './support/deliver.mts';
import { closeHosts, listen } from './support/open-trigger.mts';
import { providerNamed } from './support/providers.mts';
import { closeSimulator, copyOf, openSimulator, registrant } from './support/registration.mts';
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

	it('remembers the secret that it has set, but not in clear', async () => {
		const trigger = open();
		await trigger.run('create');
		const secretHash = createHash('sha256').update(trigger.credential.secret).digest('hex');
		expect(trigger.state).toEqual({ url: trigger.url, secretHash });
	});

	it('may be repeated', async () => {
		const trigger = open();
		await trigger.run('create');
		await trigger.run('create');
		expect(service.webhookSecret).toBe(trigger.credential.secret);
	});

	it.each([400, 422] as const)(
		'tries the other name of the field when the first is refused with %s',
		async (status) => {
			service.secretField = 'webhook_secret';
			service.secretRefusalStatus = status;
			const trigger = open();
			await trigger.run('create');
			expect(service.webhookSecret).toBe(trigger.credential.secret);
		},
	);

	it.each([400, 404, 405, 422])('succeeds with a warning when the request is refused with %s', async (status) => {
		const warnings = collectWarnings();
		service.faults.add({ method: 'POST', times: Infinity, fault: { kind: 'status', status, body: { message: 'no' } } });
		expect(await open().run('create')).toBe(true);
		expect(warnings).toContainEqual(expect.stringContaining(`refused to set the signing secret (${status})`));
	});

	it.each(['set', 'OK', ''])('is content with the answer %j', async (body) => {
		service.faults.add({ fault: { kind: 'after', then: { kind: 'status', status: 200, body } } });
		const trigger = open();
		expect(await trigger.run('create')).toBe(true);
		expect(service.webhookSecret).toBe(trigger.credential.secret);
	});

	it('uses the field that the user names', async () => {
		service.faults.add({ fault: { kind: 'status', status: 200, body: {} } });
		const trigger = open({ options: { secretField: ' signingSecret ' } });
		await trigger.run('create');
		expect(service.requests.map(({ body }) => body)).toEqual([{ signingSecret: trigger.credential.secret }]);
	});

	it('is not possible without a secret, and says what to do', async () => {
		await expect(open({ credential: { webhookSecret: ' ' } }).run('create')).rejects.toMatchObject({
			name: 'NodeOperationError',
			message: expect.stringMatching(/^The credential has no Webhook Secret\. Enter a long random text/),
		});
		expect(service.requests).toHaveLength(0);
	});

	it.each([
		[401, /refused the API Key/],
		[403, /not allowed to do this/],
		[500, /an internal error/],
	])('fails when the provider answers %s, without showing the secret', async (status, message) => {
		jest.spyOn(Math, 'random').mockReturnValue(0);
		const trigger = open();
		const body = { message: `${trigger.credential.secret} was refused` };
		service.faults.add({ times: Infinity, fault: { kind: 'status', status, body } });
		const error: unknown = await trigger.run('create').catch((thrown: unknown) => thrown);
		expect(error).toMatchObject({ message: expect.stringMatching(message) });
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

	it('is not done anew when n8n starts and nothing has changed', async () => {
		const trigger = open();
		expect(await trigger.run('checkExists')).toBe(false);
		await trigger.run('create');
		service.requests.splice(0);
		expect(await trigger.run('checkExists')).toBe(true);
		expect(service.requests).toHaveLength(0);
	});

	it('is done anew when the secret of the credential has changed', async () => {
		const trigger = open();
		await trigger.run('create');
		const changed = copyOf(trigger, {
			credentials: {
				virtualStagingAiApi: { ...trigger.setUp.credentials?.virtualStagingAiApi, webhookSecret: 'another' },
			},
		});
		expect(await changed.run('checkExists')).toBe(false);
	});

	it('is done anew after a deactivation, for the account may have another secret by now', async () => {
		const trigger = open();
		await trigger.run('create');
		await trigger.run('delete');
		expect(await trigger.run('checkExists')).toBe(false);
	});
});

describe('what Virtual Staging AI answers to setting the secret', () => {
	const OTHER = 'whsec_made-by-the-service-itself';

	const published = async (json: object) => {
		service.faults.add({ fault: { kind: 'after', then: { kind: 'status', status: 200, body: json } } });
		const listening = await listen(provider);
		const trigger = open({ additionalData: { webhookBaseUrl: listening.host.baseUrl } });
		Object.assign(listening.setUp, trigger.setUp, { mode: 'webhook' });
		const warnings = collectWarnings();
		await trigger.run('create');
		return { trigger, url: trigger.url, host: listening.host, warnings };
	};

	it.each([
		['masked', { secret: '********' }, '********'],
		['masked in part', { webhook_secret: 'a-…-9f' }, 'a-…-9f'],
		['another one', { secret: OTHER }, OTHER],
		['another one, nested', { data: { webhook_secret: OTHER } }, OTHER],
	])('is never a key: %s', async (_, json, forged) => {
		const { url, host } = await published(json);
		service.webhookSecret = forged;
		const [attempt] = await service.deliver('done', { url });
		expect(attempt).toMatchObject(answers.unauthorized);
		expect(host.executions).toEqual([]);
	});

	it('is told to the user when it is another secret, without showing it', async () => {
		const { warnings } = await published({ secret: OTHER });
		expect(warnings).toContainEqual(expect.stringContaining('is not the Webhook Secret of the credential'));
		expect(warnings.join()).not.toContain(OTHER);
	});

	it.each([{ secret: '********' }, { message: 'ok' }])('says nothing in %j', async (json) => {
		const { warnings } = await published(json);
		expect(warnings.filter((warning) => warning.includes('secret'))).toEqual([]);
	});

	it('is not a key either where an earlier version has remembered it', async () => {
		const { trigger, url, host } = await published({});
		const data = trigger.setUp.staticData.global as Record<string, unknown>;
		data[`${trigger.setUp.node?.id}:production`] = { url, secret: OTHER };
		service.webhookSecret = OTHER;
		const [attempt] = await service.deliver('done', { url });
		expect(attempt).toMatchObject(answers.unauthorized);
		expect(host.executions).toEqual([]);
	});
});

describe('deactivating the Virtual Staging AI trigger', () => {
	it("leaves the account's secret alone, for other receivers need it", async () => {
		const trigger = open();
		await trigger.run('create');
		service.requests.splice(0);
		expect(await trigger.run('delete')).toBe(true);
		expect(service.webhookSecret).toBe(trigger.credential.secret);
		expect(service.requests).toHaveLength(0);
	});
});
