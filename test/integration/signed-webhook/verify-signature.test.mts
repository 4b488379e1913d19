/** Verify Signature of the Signed Webhook node in n8n-core's contexts, behind n8n's own Webhook node. */
import '../triggers/support/clock.mts';

import { createHmac } from 'node:crypto';

import type { INodeExecutionData, INodeParameters } from 'n8n-workflow';

import { secretFor } from '../../support/documented/catalogue-signer.mts';
import { deliveryOf, factsBySender } from '../../support/documented/facts.mts';
import { documentedSenders } from '../../support/documented/index.mts';
import type { SignedRequest } from '../../support/documented/row.mts';
import {
	FAL_USER,
	type KeySetServer,
	requestOf,
	simulatedSender,
	simulatedSenders,
	startKeySetServer,
} from '../../simulator/senders/index.mts';
import { makeExecuteContext } from '../support/n8n-contexts.mts';
import { letTimePass } from '../triggers/support/clock.mts';
// After the clock, which the node takes hold of when it is loaded.
import { catalogue } from '../../../nodes/SignedWebhook/catalogue/index.ts';
import { SignedWebhook } from '../../../nodes/SignedWebhook/SignedWebhook.node.ts';

const node = new SignedWebhook();
const URL = 'https://n8n.example.com/webhook/b5f1c3f0-1f0d-4f0e-9d7e-2f6f0c0a7d11';

interface Run {
	items?: INodeExecutionData[];
	secret?: string;
	previous?: string;
}

async function verify(parameters: INodeParameters, { items, secret, previous = '' }: Run) {
	const context = makeExecuteContext({
		nodeType: node,
		parameters: { resource: 'webhook', operation: 'verifySignature', ...parameters },
		credentials: secret === undefined ? {} : { signedWebhookApi: { webhookSecret: secret, previousSecret: previous } },
		items,
	});
	const [output] = await node.execute.call(context);
	return output.map(({ json }) => json);
}

const now = () => new Date(Date.now());

/** What n8n's Webhook node with Raw Body puts out for a request. */
function webhookItem({ url, headers, body }: SignedRequest): INodeExecutionData {
	const [webhookUrl, query = ''] = url.split('?');
	const lower = Object.entries(headers).map(([name, value]) => [name.toLowerCase(), value] as const);
	return {
		json: {
			headers: Object.fromEntries(lower),
			params: {},
			query: Object.fromEntries(new URLSearchParams(query)),
			webhookUrl,
			executionMode: 'production',
		},
		binary: { data: { data: body.toString('base64'), mimeType: 'application/octet-stream' } },
	};
}

/** A delivery of a sender that is known by name, as the Webhook node puts it out. */
function itemOf(value: string, options: Parameters<typeof requestOf>[2] = {}) {
	const sender = simulatedSender(value);
	const { headers, body } = requestOf(sender, sender.deliveries('job_1', now())[0].body, { now: now(), ...options });
	return webhookItem({ method: 'POST', url: URL, headers, body });
}

describe('signedWebhook webhook:verifySignature', () => {
	it.each(simulatedSenders.map(({ value }) => value).filter((value) => value !== 'fal'))(
		'confirms a delivery of %s',
		async (value) => {
			const result = await verify({ sender: value }, { items: [itemOf(value)], secret: simulatedSender(value).secret });
			expect(result).toEqual([
				{
					valid: true,
					reason: null,
					message: null,
					verifiedBy: 'signature',
					key: 'current',
					event: expect.objectContaining({ provider: value }) as object,
				},
			]);
		},
	);

	it('takes the body as text too', async () => {
		const { json, binary } = itemOf('mux');
		const text = Buffer.from(String(binary?.data.data), 'base64').toString();
		const parameters = { sender: 'mux', inputType: 'text', text, headers: JSON.stringify(json.headers) };
		expect(await verify(parameters, { secret: simulatedSender('mux').secret })).toMatchObject([{ valid: true }]);
	});

	it('says which key matched', async () => {
		const { secret } = simulatedSender('mux');
		const run = { items: [itemOf('mux')], secret: 'the-new-secret', previous: secret };
		expect(await verify({ sender: 'mux' }, run)).toMatchObject([{ valid: true, key: 'previous' }]);
	});

	it('fails where a delivery is not authentic, and names the item', async () => {
		const items = [itemOf('mux'), itemOf('mux', { secret: 'another-secret' })];
		await expect(verify({ sender: 'mux' }, { items, secret: simulatedSender('mux').secret })).rejects.toMatchObject({
			message: 'The delivery is not authentic: its signature does not match',
			description: expect.stringContaining('set When the Signature Is Wrong to Continue') as string,
			context: { itemIndex: 1 },
		});
	});

	it('says why a delivery is not authentic where it is to continue', async () => {
		const items = [itemOf('mux', { secret: 'another-secret' }), itemOf('mux', { unsigned: true })];
		const run = { items, secret: simulatedSender('mux').secret };
		expect(await verify({ sender: 'mux', onMismatch: 'continue' }, run)).toEqual([
			{
				valid: false,
				reason: 'signature-mismatch',
				message: expect.stringMatching(/^The delivery is not authentic: its signature does not match\. /) as string,
				verifiedBy: null,
				event: null,
			},
			{
				valid: false,
				reason: 'signature-missing',
				message: expect.stringMatching(/^The delivery is not authentic: it has no mux-signature header\. /) as string,
				verifiedBy: null,
				event: null,
			},
		]);
	});

	it.each(['fail', 'continue'])('does not take a secret that is no key for a forgery (%s)', async (onMismatch) => {
		const run = { items: [itemOf('replicate')], secret: 'whsec_short' };
		await expect(verify({ sender: 'replicate', onMismatch }, run)).rejects.toMatchObject({
			message: 'The delivery cannot be checked: the signing secret is not a key that Replicate can sign with',
		});
	});

	it('says what is wrong with headers that are none', async () => {
		const parameters = { sender: 'mux', inputType: 'text', text: '{}', headers: '[]' };
		await expect(verify(parameters, { secret: 'a-signing-secret' })).rejects.toMatchObject({
			message: 'Headers is not a JSON object',
		});
	});
});

/** Deliveries that are verified with published keys: published-keys.test.mts. */
const withSecrets = catalogue.filter(({ value, keySets }) => factsBySender[value] !== undefined && !keySets);

describe.each(withSecrets.map(({ name, value }) => [name, value]))('a delivery of %s', (_, value) => {
	const facts = factsBySender[value];
	const [own, other] = [secretFor(facts.signs), secretFor(facts.signs)];
	const item = () => webhookItem(deliveryOf(value, facts, { now: Date.now(), url: URL, signingKey: own.signingKey }));

	it('is verified with what the Webhook node puts out', async () => {
		const [result] = await verify({ sender: value }, { items: [item()], secret: own.secret });
		expect(result).toMatchObject({ valid: true, reason: null, key: 'current', event: { provider: value } });
	});

	it('is not verified with another secret', async () => {
		await expect(verify({ sender: value }, { items: [item()], secret: other.secret })).rejects.toMatchObject({
			message: 'The delivery is not authentic: its signature does not match',
		});
	});
});

describe('a delivery of any other service', () => {
	describe.each(documentedSenders)('$name', ({ settings, secret, otherSecret, deliver, expected }) => {
		const request = () => deliver({ now: Date.now(), url: URL });
		const parameters = { sender: 'custom', ...settings } as INodeParameters;

		it('is verified with what the Webhook node puts out', async () => {
			const [result] = await verify(parameters, { items: [webhookItem(request())], secret });
			expect(result).toMatchObject({
				valid: true,
				reason: null,
				verifiedBy: expected.verifiedBy,
				key: 'current',
				event: expected.event === undefined ? {} : { event: expected.event },
			});
			expect(result.events).toHaveLength(expected.entries ?? 1);
			expect((result.events as unknown[])[0]).toEqual(result.event);
		});

		it('is not verified with another secret', async () => {
			const run = { items: [webhookItem(request())], secret: otherSecret };
			expect(await verify({ ...parameters, onMismatch: 'continue' }, run)).toMatchObject([
				{ valid: false, verifiedBy: null, event: null, events: [] },
			]);
		});
	});

	const custom = { sender: 'custom', signatureHeader: 'X-Signature', idField: '' };
	const secret = 'a-secret-of-the-service';
	const signed = (body: Buffer | string, type = 'text/plain', settings: INodeParameters = {}) => {
		const signature = createHmac('sha256', secret).update(body).digest('hex');
		const headers = { 'X-Signature': signature, 'Content-Type': type };
		const items = [webhookItem({ method: 'POST', url: URL, headers, body: Buffer.from(body) })];
		return verify({ ...custom, ...settings }, { items, secret });
	};

	it.each([
		['a text', 'hello', 'text/plain', { text: 'hello' }],
		['XML', '<order id="1"/>', 'application/xml', { text: '<order id="1"/>' }],
		['empty', '', 'text/plain', {}],
		['a form', 'a=1&b=%7B%22c%22%3A2%7D', 'application/x-www-form-urlencoded', { a: '1', b: { c: 2 } }],
	])('that is %s is authentic, and an event', async (_, body, type, read) => {
		expect(await signed(body, type)).toMatchObject([{ valid: true, reason: null, event: { body: read } }]);
	});

	it.each([
		['not-json', '{', 'application/json'],
		['not-utf8', Buffer.from('ff', 'hex'), 'text/plain'],
		['too-many-entries', `[${'1,'.repeat(1000)}1]`, 'application/json'],
	])('that is no event for the reason %s is authentic all the same', async (reason, body, type) => {
		expect(await signed(body, type)).toEqual([
			{
				valid: true,
				reason,
				message: expect.stringMatching(/^It is authentic, but its body is .*\. .*\.$/) as string,
				verifiedBy: 'signature',
				key: 'current',
				event: null,
				events: [],
			},
		]);
	});

	it('has its settings named where they are wrong, with the remedy in the editor', async () => {
		await expect(signed('hello', 'text/plain', { signaturePrefix: 'sha256=' })).rejects.toMatchObject({
			message: 'The delivery is not authentic: its x-signature header does not begin with "sha256="',
			description: expect.stringMatching(/^It has no prefix: clear Signature Prefix\. /) as string,
		});
	});

	it('whose signature covers the address needs the address', async () => {
		const url = '={{ "" }}';
		await expect(signed('hello', 'text/plain', { signedContent: '{url}{body}', url })).rejects.toMatchObject({
			message: expect.stringContaining('the address that it was sent to is not known') as string,
			description: expect.stringContaining('Fill in URL.') as string,
		});
	});

	it('whose signature covers the method is verified with that method alone', async () => {
		const signature = createHmac('sha256', secret).update('PUThello').digest('hex');
		const request = { method: 'PUT', url: URL, headers: { 'X-Signature': signature }, body: Buffer.from('hello') };
		const run = { items: [webhookItem(request)], secret };
		const settings = { ...custom, signedContent: '{method}{body}' };
		expect(await verify({ ...settings, method: 'PUT' }, run)).toMatchObject([{ valid: true }]);
		expect(await verify({ ...settings, onMismatch: 'continue' }, run)).toMatchObject([{ valid: false }]);
	});
});

describe('a delivery of a sender that publishes its keys', () => {
	const DAY = 86_400_000;
	const another = Buffer.alloc(32, 9).toString('base64');
	let keySet: KeySetServer;

	beforeEach(async () => {
		letTimePass(2 * DAY);
		keySet = await startKeySetServer();
	});

	afterEach(async () => {
		await keySet.close();
	});

	const check = async (secret?: string, options: INodeParameters = {}) => {
		const parameters = { sender: 'fal', onMismatch: 'continue', options: { keySetUrl: keySet.url, ...options } };
		const [result] = await verify(parameters, { items: [itemOf('fal', { secret })] });
		return result;
	};

	it('is verified with them', async () => {
		expect(await check()).toMatchObject({ valid: true, verifiedBy: 'signature', key: 'published' });
		expect(await check(another)).toMatchObject({ valid: false, reason: 'signature-mismatch' });
	});

	it('is verified with a new key at once, and with the withdrawn one no more', async () => {
		expect(await check()).toMatchObject({ valid: true });
		letTimePass(60_001);
		keySet.secrets = [another];
		expect(await check(another)).toMatchObject({ valid: true });
		expect(await check()).toMatchObject({ valid: false, reason: 'signature-mismatch' });
	});

	it('does not have its key set asked more than once a minute by forgeries', async () => {
		await check();
		const { requests } = keySet;
		letTimePass(60_001);
		for (let count = 0; count < 5; count++) expect(await check(another)).toMatchObject({ valid: false });
		expect(keySet.requests).toBe(requests + 1);
	});

	it('is accepted only for the chosen user', async () => {
		expect(await check(undefined, { userId: FAL_USER })).toMatchObject({ valid: true });
		expect(await check(undefined, { userId: 'user_2' })).toMatchObject({
			valid: false,
			reason: 'not-accepted',
			message: expect.stringMatching(
				/^The delivery is not authentic: it is signed for another user\. .*User ID/,
			) as string,
			event: null,
		});
		expect(await check(undefined, { userId: '={{ undefined }}' })).toMatchObject({ valid: false });
	});

	it('cannot be checked while the key set is away', async () => {
		keySet.instead = { status: 500 };
		await expect(check()).rejects.toMatchObject({ message: expect.stringContaining(keySet.url) as string });
	});
});
