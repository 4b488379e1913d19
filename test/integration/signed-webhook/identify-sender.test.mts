/** Identify Sender of the Signed Webhook node in n8n-core's contexts, behind n8n's own Webhook node. */
import { createHmac } from 'node:crypto';

import type { INodeExecutionData, INodeParameters } from 'n8n-workflow';

import { SignedWebhook } from '../../../nodes/SignedWebhook/SignedWebhook.node.ts';
import { identifySenderOperation } from '../../../nodes/SignedWebhook/resources/identifySender.ts';
import { secretFor } from '../../support/documented/catalogue-signer.mts';
import { deliveryOf, factsBySender } from '../../support/documented/facts.mts';
import { requestOf, simulatedSender } from '../../simulator/senders/index.mts';
import { makeExecuteContext } from '../support/n8n-contexts.mts';

const node = new SignedWebhook();
const URL = 'https://n8n.example.com/webhook/b5f1c3f0-1f0d-4f0e-9d7e-2f6f0c0a7d11';
const SECRET = 'a-secret-of-the-service';

interface Request {
	headers: Record<string, string>;
	body: Buffer;
}

/** What n8n's Webhook node with Raw Body puts out for a request. */
function webhookItem({ headers, body }: Request): INodeExecutionData {
	return {
		json: { headers, params: {}, query: {}, webhookUrl: URL, executionMode: 'production' },
		binary: { data: { data: body.toString('base64'), mimeType: 'application/octet-stream' } },
	};
}

async function identified(request: Request, credential: Record<string, string>, parameters: INodeParameters = {}) {
	const context = makeExecuteContext({
		nodeType: node,
		parameters: { resource: 'webhook', operation: 'identifySender', ...parameters },
		credentials: { signedWebhookApi: { previousSecret: '', ...credential } },
		items: [webhookItem(request)],
	});
	const [[{ json }]] = await node.execute.call(context);
	// The editor's preview promises no other fields.
	expect(identifySenderOperation.output?.().parse(json)).toEqual(json);
	return json;
}

function rowDelivery(value: string) {
	const { signs } = factsBySender[value];
	const [own, other] = [secretFor(signs), secretFor(signs)];
	const options = { now: Date.now(), url: URL, signingKey: own.signingKey };
	return { request: deliveryOf(value, factsBySender[value], options), secret: own.secret, other: other.secret };
}

const candidate = (fields: object) => expect.arrayContaining([expect.objectContaining(fields)]) as unknown;

describe('signedWebhook webhook:identifySender', () => {
	it('names the sender whose signature verifies', async () => {
		const { request, secret } = rowDelivery('stripe');
		expect(await identified(request, { webhookSecret: secret })).toEqual({
			sender: 'stripe',
			message: 'This delivery is signed as Stripe signs, with your secret: choose Stripe as Sender.',
			settings: null,
			candidates: [
				{
					sender: 'stripe',
					name: 'Stripe',
					verified: true,
					message: 'This delivery is signed as Stripe signs, with your secret: choose Stripe as Sender.',
				},
			],
		});
	});

	it('tries the previous secret too', async () => {
		const { request, secret, other } = rowDelivery('stripe');
		const credential = { webhookSecret: other, previousSecret: secret };
		expect(await identified(request, credential)).toMatchObject({ sender: 'stripe' });
	});

	it('says that a token is one', async () => {
		const { request, secret } = rowDelivery('telegram');
		expect(await identified(request, { webhookSecret: secret })).toMatchObject({
			sender: 'telegram',
			message: 'This delivery has your secret where Telegram sends it: choose Telegram (Token) as Sender.',
		});
	});

	it('says what is wrong with the nearest sender: another secret', async () => {
		const { request, other } = rowDelivery('stripe');
		expect(await identified(request, { webhookSecret: other })).toMatchObject({
			sender: null,
			message:
				"The stripe-signature header is Stripe's, but it is signed with another secret, or its body was changed on the way.",
			settings: null,
			candidates: [{ sender: 'stripe', verified: false }],
		});
	});

	it('says what is wrong with the nearest sender: another address', async () => {
		const { request, secret } = rowDelivery('square');
		expect(
			await identified(request, { webhookSecret: secret }, { url: 'https://proxy.example.com/elsewhere' }),
		).toMatchObject({
			sender: null,
			message: expect.stringMatching(
				/^The x-square-hmacsha256-signature header is Square's, which signs the URL too, .*: enter URL as the sender knows it\./,
			) as string,
		});
		expect(await identified(request, { webhookSecret: secret })).toMatchObject({ sender: 'square' });
	});

	it('says what is wrong with the nearest sender: a secret that cannot be one', async () => {
		const { request } = rowDelivery('discord');
		expect(await identified(request, { webhookSecret: 'no-key-at-all' })).toMatchObject({
			sender: null,
			message: expect.stringMatching(
				/^The x-signature-ed25519 header is Discord's, but the secret cannot be one of it\. The Webhook Secret is not hex/,
			) as string,
		});
	});

	it('names a sender that publishes its keys by its header', async () => {
		const fal = simulatedSender('fal');
		const request = requestOf(fal, fal.deliveries('job_1', new Date())[0].body);
		expect(await identified(request, { webhookSecret: SECRET })).toMatchObject({
			sender: null,
			message:
				"The x-fal-webhook-signature header is Fal's: choose Fal as Sender. It publishes its keys, so that no secret is needed.",
		});
	});

	it('names all senders that sign alike, where nothing tells them apart', async () => {
		const { request, secret } = rowDelivery('meta');
		expect(await identified(request, { webhookSecret: secret })).toMatchObject({
			message: expect.stringMatching(
				/^This delivery is signed as Meta \(.*\) and WhatsApp Business sign, with your secret: choose the one that it is from as Sender\.$/,
			) as string,
			candidates: candidate({ sender: 'whatsApp', verified: true }),
		});
	});

	it('gives the settings of any other service that fit', async () => {
		const body = Buffer.from('{"id":1}');
		const seconds = String(Math.floor(Date.now() / 1000));
		const mac = createHmac('sha256', SECRET).update(`${seconds}.`).update(body).digest('hex');
		const request = { headers: { 'x-acme-signature': `t=${seconds},v1=${mac}` }, body };
		expect(await identified(request, { webhookSecret: SECRET })).toEqual({
			sender: 'custom',
			message:
				'This delivery is signed with your secret, as no known sender signs: choose Any Other Service as Sender, with Signature Header "x-acme-signature", Signature Format Pairs, Signed Content "{timestamp}.{body}".',
			settings: {
				signatureHeader: 'x-acme-signature',
				signatureFormat: 'pairs',
				signedContent: '{timestamp}.{body}',
			},
			candidates: [],
		});
	});

	it('says what to do where nothing fits', async () => {
		const request = { headers: { 'content-type': 'application/json' }, body: Buffer.from('{}') };
		expect(await identified(request, { webhookSecret: SECRET })).toEqual({
			sender: null,
			message: expect.stringMatching(
				/^No sender of the list has its signature where .* copy the secret again\.$/,
			) as string,
			settings: null,
			candidates: [],
		});
	});

	it('needs no sender to be chosen', () => {
		const shown = node.description.properties.filter(
			({ name, displayOptions }) =>
				name === 'sender' && displayOptions?.hide?.operation?.includes('identifySender') !== true,
		);
		expect(shown).toEqual([]);
	});
});
