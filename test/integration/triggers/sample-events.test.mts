/** When Testing: Use a Sample Event. What Execute step does then, inside n8n's own hook and webhook contexts. */
import './support/clock.mts';

import { randomUUID } from 'node:crypto';

import type { ICredentialDataDecryptedObject, IDataObject, INodeParameters, INodeType } from 'n8n-workflow';

import { waitUntil } from '../../harness/sleep.mts';
import { makeHookContext, makeWebhookContext } from '../support/n8n-contexts.mts';
import { newSecret } from './support/open-trigger.mts';
import { providerNamed, providers } from './support/providers.mts';
import { collectWarnings } from './support/warnings.mts';
import { closeHosts, startWebhookHost } from './support/webhook-host.mts';
// After the clock, which the nodes take hold of when they are loaded.
import { sendersWithPublishedKeys } from '../../../nodes/SignedWebhook/sender-groups.ts';
import { senders } from '../../../nodes/SignedWebhook/senders/index.ts';
import { SignedWebhookTrigger } from '../../../nodes/SignedWebhook/SignedWebhookTrigger.node.ts';

type Trigger = (typeof providers)[number]['trigger'];

const signedWebhook = new SignedWebhookTrigger() as INodeType & Trigger;

afterEach(async () => {
	jest.restoreAllMocks();
	await closeHosts();
});

/** A provider that nobody may ask anything. */
const NOWHERE = 'http://127.0.0.1:9';

interface SetUp {
	parameters?: INodeParameters;
	options?: IDataObject;
	credentials?: Record<string, ICredentialDataDecryptedObject>;
	/** What n8n takes for its public address; its own unless given. */
	publicUrl?: string;
	editorUrl?: string;
	/** A path that a proxy in front of n8n removes. */
	prefix?: string;
	mode?: 'manual' | 'trigger';
}

/** A trigger of which somebody has pressed Execute step. */
async function open(
	nodeType: Trigger,
	{ parameters, options, credentials, publicUrl, editorUrl, prefix = '', mode = 'manual' }: SetUp = {},
) {
	const addresses: Record<string, string> = {};
	const setUp = {
		nodeType,
		parameters: {
			events: ['*'],
			...parameters,
			options: { whenTesting: 'sampleEvent', ...options },
		} as INodeParameters,
		credentials,
		node: { id: randomUUID(), webhookId: randomUUID() },
		workflowId: randomUUID(),
		staticData: {},
		additionalData: addresses,
		mode,
	} as const;
	const host = await startWebhookHost(
		async (request, response) => await nodeType.webhook.call(makeWebhookContext({ ...setUp, request, response })),
		nodeType.description.webhooks,
	);
	const base = publicUrl ?? host.baseUrl.replace('/webhook', `${prefix}/webhook`);
	Object.assign(addresses, {
		webhookBaseUrl: base,
		webhookTestBaseUrl: `${base}-test`,
		instanceBaseUrl: editorUrl === 'own' ? new URL(host.baseUrl).origin : (editorUrl ?? NOWHERE),
	});
	const hook =
		(name: 'checkExists' | 'create' | 'delete', as: string = mode) =>
		async () =>
			await nodeType.webhookMethods.default[name].call(makeHookContext({ ...setUp, mode: as as 'manual' }));
	return { host, create: hook('create'), checkExists: hook('checkExists'), end: hook('delete', 'internal') };
}

type Opened = Awaited<ReturnType<typeof open>>;

async function sampleOf({ host }: Opened): Promise<Record<string, unknown>> {
	const execution = await waitUntil(() => Promise.resolve(host.executions[0]), {
		what: 'the sample',
		timeoutMs: 10_000,
	});
	if (!('items' in execution)) throw execution.error;
	return execution.items[0].json;
}

const credentialOf = (type: string, webhookSecret: string) => ({
	[type]: { accessToken: 'none', apiKey: 'none', baseUrl: NOWHERE, webhookSecret },
});

describe.each(providers)('a sample of the $name trigger', ({ trigger, credentialType, name }) => {
	it('arrives by itself, verified, and the provider is not asked', async () => {
		const opened = await open(trigger, { credentials: credentialOf(credentialType, newSecret()) });
		expect(await opened.checkExists()).toBe(false);
		expect(await opened.create()).toBe(true);
		expect(await sampleOf(opened)).toMatchObject({
			provider: name,
			status: 'completed',
			id: expect.stringContaining('sample'),
		});
		expect(await opened.end()).toBe(true);
	});

	it('needs no secret in the credential', async () => {
		const opened = await open(trigger, { credentials: credentialOf(credentialType, '') });
		await opened.create();
		expect(await sampleOf(opened)).toMatchObject({ provider: name });
		await opened.end();
	});

	it('is nothing for a published workflow, which is registered as ever', async () => {
		const opened = await open(trigger, { credentials: credentialOf(credentialType, ''), mode: 'trigger' });
		await expect(opened.create()).rejects.toThrow();
		expect(opened.host.requests).toBe(0);
	});
});

describe('a sample', () => {
	const vigthoria = providerNamed('vigthoria');
	const virtualStagingAi = providerNamed('virtualStagingAi');
	const openVigthoria = async (setUp: SetUp = {}) =>
		await open(vigthoria.trigger, { credentials: credentialOf('vigthoriaApi', newSecret()), ...setUp });

	it('is one of the chosen events', async () => {
		const opened = await openVigthoria({ parameters: { events: ['payment.failed', 'generation.failed'] } });
		await opened.create();
		expect(await sampleOf(opened)).toMatchObject({ event: 'generation.failed' });
		await opened.end();
	});

	it('of an event without one is refused at once', async () => {
		const opened = await openVigthoria({ parameters: { events: ['something.new'] } });
		await expect(opened.create()).rejects.toThrow(
			'There is no sample for something.new. Choose one of the listed events',
		);
	});

	it('is let in whatever Allowed IPs says, since it comes from n8n itself', async () => {
		const opened = await openVigthoria({ options: { allowedIps: '203.0.113.7' } });
		await opened.create();
		expect(await sampleOf(opened)).toMatchObject({ provider: 'vigthoria' });
		await opened.end();
	});

	it('of a whole render has the shape of one', async () => {
		const opened = await open(virtualStagingAi.trigger, {
			credentials: credentialOf('virtualStagingAiApi', newSecret()),
			options: { emit: 'render' },
		});
		await opened.create();
		expect(await sampleOf(opened)).toMatchObject({
			event: 'done',
			variationId: null,
			id: expect.stringMatching(/\|render\|1$/),
		});
		await opened.end();
	});

	it("takes the editor's address where n8n cannot reach its public one", async () => {
		const opened = await openVigthoria({ publicUrl: `${NOWHERE}/webhook`, editorUrl: 'own' });
		await opened.create();
		expect(await sampleOf(opened)).toMatchObject({ provider: 'vigthoria' });
		await opened.end();
	});

	it('takes the path without the prefix that a proxy removes', async () => {
		const opened = await openVigthoria({ publicUrl: `${NOWHERE}/auto/webhook`, editorUrl: 'own' });
		await opened.create();
		expect(await sampleOf(opened)).toMatchObject({ provider: 'vigthoria' });
		await opened.end();
	});

	it('takes it at the public address as well, which may be the one that n8n listens at', async () => {
		const opened = await openVigthoria({ prefix: '/auto' });
		await opened.create();
		expect(await sampleOf(opened)).toMatchObject({ provider: 'vigthoria' });
		await opened.end();
	});

	it("is not delivered to a path at which n8n's general CORS response is no webhook's", async () => {
		const opened = await openVigthoria({ publicUrl: `${NOWHERE}/auto/hooks`, editorUrl: 'own' });
		await expect(opened.create()).rejects.toThrow(/n8n cannot reach its own Test URL/);
	});

	it('that cannot be delivered anywhere is told at once', async () => {
		const opened = await openVigthoria({ publicUrl: `${NOWHERE}/webhook` });
		await expect(opened.create()).rejects.toThrow(/n8n cannot reach its own Test URL.*Wait for a Real Event/);
	});

	it('does not come once nobody listens any more', async () => {
		const warnings = collectWarnings();
		const opened = await openVigthoria();
		await opened.create();
		await opened.end();
		await new Promise((resolve) => {
			setTimeout(resolve, 1_500);
		});
		expect(opened.host.requests).toBe(0);
		expect(warnings.filter((warning) => JSON.stringify(warning).includes('sample'))).toEqual([]);
	});

	it('says that the Webhook Secret is none of the sender', async () => {
		const opened = await open(signedWebhook, {
			parameters: { sender: 'replicate' },
			credentials: credentialOf('signedWebhookApi', 'whsec_no'),
		});
		await expect(opened.create()).rejects.toThrow(/The Webhook Secret is not a signing secret of Replicate\. .+/);
	});
});

describe('a sample of the Signed Webhook Trigger', () => {
	const parametersOf: Array<{ sender: string; parameters: INodeParameters; options?: IDataObject }> = [
		...senders.map(({ delivery }) => ({ sender: delivery.provider, parameters: {} })),
		{ sender: 'fal', parameters: {}, options: { userId: 'user-1' } },
		{ sender: 'ideogram', parameters: {}, options: { userId: 'user-1' } },
		{ sender: 'atlasCloud', parameters: {} },
		{ sender: 'hedra', parameters: {} },
		{ sender: 'geminiPerRequest', parameters: {} },
		{ sender: 'kinde', parameters: {}, options: { keySetUrl: 'https://acme.kinde.com/.well-known/jwks' } },
		{ sender: 'googlePubSub', parameters: {}, options: { userId: 'a@example.com', audience: 'https://example.com' } },
		{ sender: 'amazonSns', parameters: {}, options: { topicArn: 'arn:aws:sns:eu-west-1:123456789012:orders' } },
		{ sender: 'payPal', parameters: {}, options: { webhookId: '4JH86294D6297924G' } },
		{ sender: 'messageBird', parameters: {} },
		{ sender: 'gong', parameters: {} },
		{ sender: 'wix', parameters: {} },
		{ sender: 'dialpad', parameters: {} },
		{ sender: 'monday', parameters: {} },
		{ sender: 'custom', parameters: { signatureHeader: 'X-Signature' } },
		{ sender: 'custom', parameters: { signatureHeader: 'X-Signature', eventField: 'data.kind' } },
		{ sender: 'custom', parameters: { signatureHeader: 'X-Signature', eventField: 'header:X-Event' } },
		{ sender: 'custom', parameters: { signatureHeader: 'X-Signature', algorithm: 'ed25519', keyEncoding: 'hex' } },
		{
			sender: 'custom',
			parameters: { signatureHeader: 'X-Signature', signatureFormat: 'pairs', signedContent: '{timestamp}.{body}' },
		},
		{ sender: 'custom', parameters: { signatureHeader: 'X-Signature', signedContent: '{url}{body}' } },
		{ sender: 'custom', parameters: { signatureHeader: 'X-Signature', signedContent: '{url}{form}' } },
		{ sender: 'custom', parameters: { signatureHeader: 'X-Signature', signedContent: '{body}.{path}' } },
		{
			sender: 'custom',
			parameters: { signatureHeader: 'X-Signature', signedContent: '{url}{form}' },
			options: { signedUrl: 'https://hooks.example.com/orders' },
		},
	];

	it.each(parametersOf)(
		'signed as by $sender, $parameters $options, is verified',
		async ({ sender, parameters, options }) => {
			const needsSecret =
				!sendersWithPublishedKeys.includes(sender) &&
				!['gong', 'wix'].includes(sender) &&
				parameters.algorithm !== 'ed25519';
			const secret = `whsec_${Buffer.from(newSecret()).toString('base64')}`;
			const opened = await open(signedWebhook, {
				parameters: { sender, ...parameters },
				options,
				...(needsSecret && { credentials: credentialOf('signedWebhookApi', secret) }),
			});
			await opened.create();
			expect(await sampleOf(opened)).toMatchObject({ provider: sender, event: expect.stringMatching(/./) });
			await opened.end();
		},
	);

	it('has the chosen name where the name is in a header that is signed', async () => {
		const opened = await open(signedWebhook, {
			parameters: {
				sender: 'custom',
				events: ['order.paid'],
				signatureHeader: 'X-Signature',
				signedContent: '{header:x-event}.{body}',
				eventField: 'header:X-Event',
			},
			credentials: credentialOf('signedWebhookApi', newSecret()),
		});
		await opened.create();
		expect(await sampleOf(opened)).toMatchObject({ event: 'order.paid' });
		await opened.end();
	});
});
