import pMap from 'p-map';

import { sendSigned, type SignedRequest } from '../simulator/index.mts';
import { mutations } from '../support/mutations.mts';
import { expectMatchesSchema } from '../support/output-schemas.mts';
import {
	activateReceiver,
	createReceiver,
	newSecret,
	openReceiver,
	openWorkbench,
	type ProviderName,
	providers,
	receivedItems,
	type Receiver,
	secretOf,
	sendTo,
	triggerNode,
	type Workbench,
} from '../support/workbench.mts';

let bench: Workbench;

beforeAll(async () => {
	bench = await openWorkbench();
}, 20 * 60_000);

afterAll(async () => {
	await bench?.close();
});

const names = Object.keys(providers) as ProviderName[];

type OfReceiver = [receiver: Receiver, body: SignedRequest['body'], overrides?: Partial<SignedRequest>];

/** Sends what the provider would send, or something close to it. */
const send = async (name: ProviderName, ...rest: OfReceiver) => await sendTo(bench, name, ...rest);

let serial = 0;
const unique = (prefix: string) => `${prefix}${Date.now().toString(36)}${(serial++).toString(36)}`;

/** A body and the generation event that has to come of it. */
const documented: Record<ProviderName, () => { body: Record<string, unknown>; event: object }> = {
	listingRva: () => {
		const body = {
			event: 'image.generated',
			payload: {
				jobId: unique('job_'),
				style: 'hero_white_bg',
				platform: 'shopify',
				imageCount: 2,
				assetIds: ['asset_1', 'asset_2'],
			},
			timestamp: '2026-05-18T10:00:00.000Z',
		};
		return {
			body,
			event: {
				provider: 'listingRva',
				event: 'image.generated',
				id: `${body.payload.jobId}|image.generated`,
				timestamp: '2026-05-18T10:00:00.000Z',
				status: 'completed',
				jobId: body.payload.jobId,
				variationId: null,
				results: [{ assetId: 'asset_1' }, { assetId: 'asset_2' }],
				error: null,
				verifiedBy: 'signature',
				body,
			},
		};
	},
	virtualStagingAi: () => {
		const body = {
			render_id: unique('rnd_'),
			variation_id: 'var_xyz789',
			variation_type: 'staging',
			base_variation_id: 'var_removal123',
			timestamp: 1634567890123,
			event_type: 'done',
			result: {
				url: 'https://results.example.com/image.jpg',
				optimized_url: 'https://results.example.com/image_optimized.webp',
				thumbnail_url: 'https://results.example.com/image_thumb.jpg',
			},
		};
		return {
			body,
			event: {
				provider: 'virtualStagingAi',
				event: 'done',
				id: `${body.render_id}|var_xyz789|done`,
				timestamp: '2021-10-18T14:38:10.123Z',
				status: 'completed',
				jobId: body.render_id,
				variationId: 'var_xyz789',
				results: [
					{
						url: 'https://results.example.com/image.jpg',
						optimizedUrl: 'https://results.example.com/image_optimized.webp',
						thumbnailUrl: 'https://results.example.com/image_thumb.jpg',
					},
				],
				error: null,
				verifiedBy: 'signature',
				body,
			},
		};
	},
	vigthoria: () => {
		const generation = unique('gen_');
		const body = {
			id: unique('evt_'),
			type: 'generation.completed',
			created: '2025-01-15T10:30:00Z',
			data: {
				generation_id: generation,
				model: 'vigthoria-creative-v2',
				status: 'completed',
				result_url: `https://api.vigthoria.io/v1/results/${generation}`,
				metadata: { user_id: 'user_123', project: 'my-app' },
			},
		};
		return {
			body,
			event: {
				provider: 'vigthoria',
				event: 'generation.completed',
				id: body.id,
				timestamp: '2025-01-15T10:30:00.000Z',
				status: 'completed',
				jobId: generation,
				variationId: null,
				results: [{ url: `https://api.vigthoria.io/v1/results/${generation}` }],
				error: null,
				verifiedBy: 'signature',
				body,
			},
		};
	},
};

describe.each(names)('the %s trigger on a real n8n', (name) => {
	let receiver: Receiver;

	beforeAll(async () => {
		receiver = await openReceiver(bench, name);
	});

	const executions = async () => (await bench.client.executions({ workflowId: receiver.workflow.id })).length;

	it('emits one item, field by field as documented, for an authentic delivery', async () => {
		const { body, event } = documented[name]();
		const before = await executions();
		const attempt = await send(name, receiver, body);

		expect(attempt).toMatchObject({ status: 200, body: '{"received":true}' });
		const items = (await receivedItems(bench, receiver.workflow.id, before + 1)).at(-1);
		expect(items).toEqual([event]);
		await expectMatchesSchema(bench.client, triggerNode(bench, name), items ?? []);
	});

	it('gives exactly one execution per authentic delivery', async () => {
		const before = await executions();
		const sent = Array.from({ length: 20 }, () => documented[name]());
		const attempts = await pMap(sent, async ({ body }) => await send(name, receiver, body), { concurrency: 5 });

		expect(attempts.map(({ status }) => status)).toEqual(sent.map(() => 200));
		const items = await receivedItems(bench, receiver.workflow.id, before + sent.length);
		expect(items).toHaveLength(before + sent.length);
		const byId = (one: { id?: unknown }, other: { id?: unknown }) => String(one.id).localeCompare(String(other.id));
		expect(items.slice(before).flat().sort(byId)).toEqual(
			sent.map(({ event }) => event as Record<string, unknown>).sort(byId),
		);
	});

	it('answers 401 to every mutated delivery and starts nothing', async () => {
		const before = await executions();
		const secret = secretOf(bench, name, receiver);
		const sent = Array.from({ length: 200 }, (_, index) => mutations[index % mutations.length]);
		const spoilt = async ({ name: mutation, overrides }: (typeof sent)[number]) => {
			const { body } = documented[name]();
			const attempt = await send(name, receiver, body, overrides(secret));
			return `${mutation}: ${attempt.status} ${attempt.body}`;
		};
		const answers = await pMap(sent, spoilt, { concurrency: 10 });

		expect(answers).toEqual(sent.map((mutation) => `${mutation.name}: 401 {"error":"unauthorized"}`));
		expect(await executions()).toBe(before);
	});

	it('acknowledges a redelivery without starting the workflow again', async () => {
		const { body } = documented[name]();
		const before = await executions();
		await send(name, receiver, body);

		expect(await send(name, receiver, body)).toMatchObject({
			status: 200,
			body: '{"received":true,"duplicate":true}',
		});
		await bench.client.waitForExecutions(receiver.workflow.id, before + 1);
		expect(await executions()).toBe(before + 1);
	});

	it.each([
		['an array', '[1]', 400],
		['a number', '1', 400],
		['null', 'null', 400],
	])('answers an authentic body that is %s with 400', async (_, body, status) => {
		const before = await executions();
		expect(await send(name, receiver, body)).toMatchObject({
			status,
			body: '{"error":"bad request"}',
		});
		expect(await executions()).toBe(before);
	});

	it('answers an authentic body that is not UTF-8 with 400', async () => {
		const body = Buffer.concat([Buffer.from('{"a":"'), Buffer.from([0xff, 0xfe]), Buffer.from('"}')]);
		expect(await send(name, receiver, body)).toMatchObject({ status: 400 });
	});

	it('answers a body that is not compressed as it claims with 401 and starts nothing', async () => {
		const before = await executions();
		const headers = { 'content-type': 'application/octet-stream', 'content-encoding': 'gzip' };
		expect(await send(name, receiver, 'not compressed', { headers })).toMatchObject({
			status: 401,
			body: '{"error":"unauthorized"}',
		});
		expect(await executions()).toBe(before);
	});

	it('receives a body of 15 MB', async () => {
		const { body } = documented[name]();
		const before = await executions();
		const attempt = await send(name, receiver, { ...body, padding: 'x'.repeat(15e6) });
		expect(attempt).toMatchObject({ status: 200 });
		await bench.client.waitForExecutions(receiver.workflow.id, before + 1, { timeoutMs: 60_000 });
	});

	it('reads an authentic body whatever content type it claims', async () => {
		const { body, event } = documented[name]();
		const before = await executions();
		const attempt = await send(name, receiver, body, { headers: { 'content-type': 'application/octet-stream' } });
		expect(attempt).toMatchObject({ status: 200 });
		expect((await receivedItems(bench, receiver.workflow.id, before + 1)).at(-1)).toEqual([event]);
	});

	it('takes no harm from prototype keys', async () => {
		const { body } = documented[name]();
		const before = await executions();
		const text = JSON.stringify(body).replace(
			'{',
			'{"__proto__":{"polluted":true},"constructor":{"prototype":{"polluted":true}},',
		);
		expect(await send(name, receiver, text)).toMatchObject({ status: 200 });
		const [item] = (await receivedItems(bench, receiver.workflow.id, before + 1)).at(-1) ?? [];
		expect(item).not.toHaveProperty('polluted');
	});
});

describe('the options of a trigger', () => {
	const count = async (receiver: Receiver) =>
		(await bench.client.executions({ workflowId: receiver.workflow.id })).length;

	it('acknowledges an event that is not subscribed to without starting the workflow', async () => {
		const receiver = await openReceiver(bench, 'virtualStagingAi', { events: ['error'] });
		const { body } = documented.virtualStagingAi();
		expect(await send('virtualStagingAi', receiver, body)).toMatchObject({
			status: 200,
			body: '{"received":true,"ignored":true}',
		});
		expect(await count(receiver)).toBe(0);
	});

	it('refuses an event that is older than the limit', async () => {
		const receiver = await openReceiver(bench, 'vigthoria', { options: { maxEventAge: 5 } });
		const { body } = documented.vigthoria();
		expect(await send('vigthoria', receiver, body)).toMatchObject({
			status: 401,
			body: '{"error":"unauthorized"}',
		});
		const recent = { ...body, created: new Date().toISOString() };
		expect(await send('vigthoria', receiver, recent)).toMatchObject({ status: 200 });
		await bench.client.waitForExecutions(receiver.workflow.id, 1);
		expect(await count(receiver)).toBe(1);
	});

	it('refuses senders that are not allowed', async () => {
		const refusing = await openReceiver(bench, 'vigthoria', { options: { allowedIps: '52.89.214.238, 34.212.75.30' } });
		const { body } = documented.vigthoria();
		expect(await send('vigthoria', refusing, body)).toMatchObject({
			status: 403,
			body: '{"error":"forbidden"}',
		});
		expect(await count(refusing)).toBe(0);
		const allowing = await openReceiver(bench, 'vigthoria', { options: { allowedIps: '52.89.214.238, 127.0.0.1' } });
		expect(await send('vigthoria', allowing, body)).toMatchObject({ status: 200 });
	});

	it('passes every delivery on where duplicates are wanted', async () => {
		const receiver = await openReceiver(bench, 'vigthoria', { options: { ignoreDuplicates: false } });
		const { body } = documented.vigthoria();
		await send('vigthoria', receiver, body);
		expect(await send('vigthoria', receiver, body)).toMatchObject({ status: 200, body: '{"received":true}' });
		expect(await receivedItems(bench, receiver.workflow.id, 2)).toHaveLength(2);
	});
});

describe('registration on a real n8n', () => {
	it('registers one endpoint at ListingRVA AI on activation and removes it on deactivation', async () => {
		const { endpoints } = bench.simulator.listingRva;
		const receiver = await createReceiver(bench, 'listingRva');
		const mine = () => [...endpoints.values()].filter(({ url }) => url === receiver.url);

		await activateReceiver(bench, 'listingRva', receiver);
		expect(mine()).toMatchObject([{ url: receiver.url, events: ['image.generated'] }]);

		await bench.client.deactivate(receiver.workflow.id);
		expect(mine()).toEqual([]);
		const { body } = documented.listingRva();
		const after = await sendSigned({ provider: 'listingRva', url: receiver.url, body, secret: 'any' });
		expect(after.status).toBe(404);
	});

	it('keeps working after the node was renamed', async () => {
		const receiver = await openReceiver(bench, 'listingRva');
		const [trigger, rest] = receiver.workflow.nodes;
		const renamed = { ...trigger, name: 'Product Images' };
		await bench.client.updateWorkflow(receiver.workflow.id, {
			nodes: [renamed, rest],
			connections: { 'Product Images': receiver.workflow.connections[trigger.name] },
		});
		await activateReceiver(bench, 'listingRva', receiver);

		const { body, event } = documented.listingRva();
		expect(await send('listingRva', receiver, body)).toMatchObject({ status: 200 });
		expect(await receivedItems(bench, receiver.workflow.id, 1)).toEqual([[event]]);
		const { endpoints } = bench.simulator.listingRva;
		expect([...endpoints.values()].filter(({ url }) => url === receiver.url)).toHaveLength(1);
	});

	it('receives a test event beside the production endpoint, and leaves that alone', async () => {
		const { endpoints } = bench.simulator.listingRva;
		const receiver = await openReceiver(bench, 'listingRva');
		const production = [...endpoints.values()].find(({ url }) => url === receiver.url);

		await bench.client.runManually(receiver.workflow.id, receiver.trigger, receiver.trigger);
		const test = [...endpoints.values()].find(({ url }) => url === receiver.testUrl);
		expect(test).toBeDefined();
		const { body } = documented.listingRva();
		const attempt = await sendSigned({
			provider: 'listingRva',
			url: receiver.testUrl,
			body,
			secret: test?.secret,
		});
		expect(attempt.status).toBe(200);
		const [execution] = await bench.client.waitForExecutions(receiver.workflow.id, 1);
		expect(execution.mode).toBe('manual');

		await bench.client.stopTestWebhook(receiver.workflow.id, receiver.testUrl);
		const left = [...endpoints.values()].filter(({ url }) => [receiver.url, receiver.testUrl].includes(url));
		expect(left).toEqual([production]);
	});

	it('shows why a test delivery was refused, and refuses it all the same', async () => {
		const receiver = await createReceiver(bench, 'vigthoria');
		await bench.client.runManually(receiver.workflow.id, receiver.trigger, receiver.trigger);
		const { body } = documented.vigthoria();
		const attempt = await sendSigned({ provider: 'vigthoria', url: receiver.testUrl, body, secret: newSecret() });
		expect(attempt).toMatchObject({ status: 401, body: '{"error":"unauthorized"}' });

		const [execution] = await bench.client.waitForExecutions(receiver.workflow.id, 1);
		expect(execution).toMatchObject({ mode: 'manual', status: 'error' });
		const detail = await bench.client.waitForExecution(execution.id);
		expect(detail.error?.message).toContain('its signature does not match');
	});

	it.each(names)(
		'delivers a sample of %s by itself where the trigger says so, and asks nothing of the provider',
		async (name) => {
			const requests = () => bench.simulator[name].requests.length;
			const receiver = await createReceiver(bench, name, { options: { whenTesting: 'sampleEvent' } });
			const before = requests();
			await bench.client.runManually(receiver.workflow.id, receiver.trigger);

			const [execution] = await bench.client.waitForExecutions(receiver.workflow.id, 1);
			expect(execution).toMatchObject({ mode: 'manual', status: 'success' });
			const [[item]] = await receivedItems(bench, receiver.workflow.id, 1);
			expect(item).toMatchObject({ provider: name, status: 'completed', id: expect.stringContaining('sample') });
			expect(requests()).toBe(before);
			// n8n has called delete() by then.
			await bench.client.stopTestWebhook(receiver.workflow.id, receiver.testUrl).catch(() => undefined);
			expect(requests()).toBe(before);
		},
	);

	it('sets the signing secret of the Virtual Staging AI account', async () => {
		bench.simulator.virtualStagingAi.webhookSecret = null;
		await openReceiver(bench, 'virtualStagingAi');
		expect(bench.simulator.virtualStagingAi.webhookSecret).toBe(bench.credentialData.virtualStagingAi.webhookSecret);
	});

	it('says what to do when the provider refuses the access token, every time the workflow is published', async () => {
		const receiver = await createReceiver(bench, 'listingRva');
		bench.simulator.listingRva.faults.add({
			path: '/webhooks',
			times: Infinity,
			fault: { kind: 'status', status: 401, body: { error: 'unauthorized', message: 'Token expired' } },
		});
		try {
			const publish = async () => {
				await bench.client.activateAndWait(receiver.workflow.id);
			};
			await expect(publish()).rejects.toThrow(/refused the Access Token.*enter a current Access Token/);
			// n8n must not take the trigger for registered when somebody publishes once more.
			await expect(publish()).rejects.toThrow(/refused the Access Token/);
			expect(await bench.client.hasWebhook('POST', new URL(receiver.url).pathname.slice('/webhook/'.length))).toBe(
				false,
			);
		} finally {
			bench.simulator.listingRva.faults.clear();
		}
	});

	it('refuses to activate while the credential has no secret', async () => {
		const empty = await bench.client.createCredential('vigthoriaApi', 'No secret', {
			...bench.credentialData.vigthoria,
			webhookSecret: '',
		});
		const receiver = await createReceiver(bench, 'vigthoria');
		const [trigger] = receiver.workflow.nodes;
		await bench.client.updateWorkflow(receiver.workflow.id, {
			nodes: [{ ...trigger, credentials: { vigthoriaApi: empty } }],
			connections: {},
		});
		await expect(bench.client.activateAndWait(receiver.workflow.id)).rejects.toThrow('has no Webhook Secret');
	});

	it('answers 503 and starts nothing while no secret is known', async () => {
		const data = bench.credentialData.vigthoria;
		const credential = await bench.client.createCredential('vigthoriaApi', 'Loses its secret', data);
		const receiver = await createReceiver(bench, 'vigthoria');
		const [trigger] = receiver.workflow.nodes;
		await bench.client.updateWorkflow(receiver.workflow.id, {
			nodes: [{ ...trigger, credentials: { vigthoriaApi: credential } }],
			connections: {},
		});
		await bench.client.activateAndWait(receiver.workflow.id);
		await bench.client.updateCredential(credential, { ...data, webhookSecret: '' });

		const { body } = documented.vigthoria();
		expect(await send('vigthoria', receiver, body)).toMatchObject({
			status: 503,
			body: '{"error":"unavailable"}',
		});
		expect(await bench.client.executions({ workflowId: receiver.workflow.id })).toEqual([]);
		expect(await bench.n8n.readLog()).toContain('no signing secret is known. Enter the Webhook Secret');
	});
});

describe('the credential tests', () => {
	it.each(names)('accept the right %s key and refuse a wrong one', async (name) => {
		const data = bench.credentialData[name];
		const credential = bench.credentials[name];
		expect(await bench.client.testCredential(credential, data)).toMatchObject({ status: 'OK' });
		const field = 'accessToken' in data ? 'accessToken' : 'apiKey';
		expect(await bench.client.testCredential(credential, { ...data, [field]: 'wrong' })).toMatchObject({
			status: 'Error',
		});
	});
});
