/** A credential that says whose secret it holds. */
import type { ICredentialTestFunctions, ICredentialsDecrypted, INodeProperties } from 'n8n-workflow';

import { SignedWebhookApi } from '../../../credentials/SignedWebhookApi.credentials.ts';
import { canBeSigningSecret } from '../../../nodes/SignedWebhook/credential-test.ts';
import { senderOptions } from '../../../nodes/SignedWebhook/sender-list.ts';
import { SignedWebhook } from '../../../nodes/SignedWebhook/SignedWebhook.node.ts';
import { secretFor } from '../../support/documented/catalogue-signer.mts';
import { deliveryOf, factsBySender } from '../../support/documented/facts.mts';
import { closeResumeUrls, waitingExecution } from '../support/waiting-execution.mts';
import { collectWarnings } from '../triggers/support/warnings.mts';
import { closeReceivers, listen, trigger } from './support/receiver.mts';

const SECRET = 'a-secret-of-the-sender';

afterEach(async () => {
	jest.restoreAllMocks();
	closeResumeUrls();
	await closeReceivers();
});

const publish = async (sender: string, credential: { sender?: string }, testing = false) => {
	const { hooks } = await listen({ sender }, { webhookSecret: SECRET, ...credential }, { testing });
	return await trigger.webhookMethods.default.create.call(hooks);
};

it('offers every sender', () => {
	const field = new SignedWebhookApi().properties.find(({ name }) => name === 'sender') as INodeProperties;
	expect(field.default).toBe('');
	const values = (field.options ?? []).map((option) => 'value' in option && option.value);
	expect(values).toEqual(['', ...senderOptions.map(({ value }) => value)]);
});

describe.each([
	['published', false],
	['listened with', true],
])('a trigger that is %s', (_, testing) => {
	it('takes a credential of its sender, and one that names none', async () => {
		for (const credential of [{}, { sender: '' }, { sender: 'gitHub' }]) {
			expect(await publish('gitHub', credential, testing)).toBe(true);
		}
	});

	it('takes one of Any Other Service whatever its events are named', async () => {
		const settings = { sender: 'custom', signatureHeader: 'x-signature', name: 'gitea' };
		const { hooks } = await listen(settings, { webhookSecret: SECRET, sender: 'custom' }, { testing });
		expect(await trigger.webhookMethods.default.create.call(hooks)).toBe(true);
	});

	it('refuses one of another sender, and says so', async () => {
		await expect(publish('gitHub', { sender: 'box' }, testing)).rejects.toThrow(
			/^The credential has no secret that GitHub could sign with\. The credential is for "box".*clear Sender there/,
		);
	});
});

it('does not let an execution wait with a credential of another sender', async () => {
	const execution = await waitingExecution(new SignedWebhook(), {
		parameters: { resource: 'webhook', operation: 'wait', sender: 'replicate' },
		credentials: { signedWebhookApi: { webhookSecret: SECRET, sender: 'box' } },
	});
	await expect(execution.sleep([{ json: {} }])).rejects.toThrow(/no secret that Replicate could sign with/);
});

it('is not looked at when a delivery comes', async () => {
	const { secret, signingKey } = secretFor(factsBySender.box.signs);
	const receiver = await listen({ sender: 'box' }, { webhookSecret: secret, sender: 'gitHub' });
	const made = deliveryOf('box', factsBySender.box, { now: Date.now(), url: receiver.publicUrl, signingKey });
	expect(await receiver.send(made)).toMatchObject({ status: 200 });
});

it('is named where its secret does not match', async () => {
	const warnings = collectWarnings();
	const receiver = await listen({ sender: 'box' }, { webhookSecret: SECRET });
	const { signingKey } = secretFor(factsBySender.box.signs);
	const made = deliveryOf('box', factsBySender.box, { now: Date.now(), url: receiver.publicUrl, signingKey });
	expect(await receiver.send(made)).toMatchObject({ status: 401 });
	expect(warnings.join('\n')).toMatch(/is not the one that Box signs with\. The credential is ".+"/);
});

describe('its test', () => {
	const tested = async (data: Record<string, string>) =>
		await canBeSigningSecret.call({} as ICredentialTestFunctions, { data } as unknown as ICredentialsDecrypted);

	it('knows the sender', async () => {
		expect(await tested({ webhookSecret: SECRET })).toMatchObject({ status: 'OK' });
		expect(await tested({ webhookSecret: SECRET, sender: 'gitHub' })).toMatchObject({ status: 'OK' });
		expect(await tested({ webhookSecret: SECRET, sender: 'discord' })).toMatchObject({
			status: 'Error',
			message: expect.stringContaining('is not hex'),
		});
	});

	it.each(['ghp_0123456789abcdefghij', 'xoxb-123456789012-abcdef', 'github_pat_11AAAAAAA0', 'r8_0123456789abcdef'])(
		'notices that %s is a secret of another kind',
		async (webhookSecret) => {
			expect(await tested({ webhookSecret })).toMatchObject({
				status: 'Error',
				message: expect.stringContaining('is an API key'),
			});
		},
	);
});
