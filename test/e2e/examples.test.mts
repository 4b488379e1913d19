import { createHmac } from 'node:crypto';

import type { StoredWorkflow, WorkflowDefinition } from '../harness/n8n-types.mts';
import { waitUntil } from '../harness/sleep.mts';
import { listingRvaSample, sendSigned, vigthoriaSample, virtualStagingAiSample } from '../simulator/index.mts';
import { type KeySetServer, sendAs, simulatedSender, startKeySetServer } from '../simulator/senders/index.mts';
import { exampleNames, readExample } from '../support/examples.mts';
import { type HttpTarget, startHttpTarget } from '../support/http-target.mts';
import { expectAnnouncedItems, expectMatchesSchema, outputSchema } from '../support/output-schemas.mts';
import {
	newSecret,
	openWorkbench,
	PACKAGE,
	type ProviderName,
	providers,
	secretOf,
	triggerNode,
	type Workbench,
} from '../support/workbench.mts';

let bench: Workbench;
let target: HttpTarget;
let keySet: KeySetServer;
let n8nCredential: { id: string; name: string };
/** The id of the Data Table that examples remember executions in. */
let dataTable: string;
let headerCredential: { id: string; name: string };
/** By the value of the node's `sender` parameter. */
const senderCredentials = new Map<unknown, { id: string; name: string }>();

/** What GitHub signs with. */
const GITHUB_SECRET = newSecret();

beforeAll(async () => {
	bench = await openWorkbench();
	keySet = await startKeySetServer();
	headerCredential = await bench.client.createCredential('httpHeaderAuth', 'API token', {
		name: 'Authorization',
		value: 'Bearer t',
	});
	for (const value of ['replicate', 'openAi', 'elevenLabs', 'heyGen', 'custom']) {
		const webhookSecret = value === 'custom' ? GITHUB_SECRET : simulatedSender(value).secret;
		senderCredentials.set(value, await bench.client.createCredential('signedWebhookApi', value, { webhookSecret }));
	}
	senderCredentials.set(
		'callbackUrl',
		await bench.client.createCredential('signedWebhookApi', 'Callback URLs', { webhookSecret: newSecret() }),
	);
	n8nCredential = await createN8nCredential();
	dataTable = await createDataTable('execution', 'jobId', 'resumeUrl');
}, 20 * 60_000);

beforeEach(async () => {
	target = await startHttpTarget();
});

afterEach(async () => {
	await target.close();
});

afterAll(async () => {
	await keySet?.close();
	await bench?.close();
});

/** n8n adds this choice to every node that has a credential. */
const CUSTOM_API_CALL = '__CUSTOM_API_CALL__';

const tried = new Set<string>();

/** Stores an example as a user would: fills in credentials and addresses, and what else it asks for. */
async function importExample(
	name: string,
	filledIn: Record<string, Record<string, string>> = {},
	settings: WorkflowDefinition['settings'] = {},
): Promise<StoredWorkflow> {
	tried.add(name);
	const { nodes, pinData: _samples, ...workflow } = readExample(name);
	return await bench.client.createWorkflow({
		...workflow,
		settings: { ...workflow.settings, ...settings },
		nodes: nodes.map((node) => withValues(withCredentials(withTable(withAddress(node))), filledIn[node.name] ?? {})),
	});
}

type Node = WorkflowDefinition['nodes'][number];

function withAddress(node: Node): Node {
	if (node.type !== 'n8n-nodes-base.httpRequest') return node;
	// An address of this n8n, made by the workflow, stays.
	if (String(node.parameters?.url).includes('reportTo')) return node;
	// What an expression puts into the query stays.
	const [, query = ''] = /^=[^?]*(\?.*)$/.exec(String(node.parameters?.url)) ?? [];
	return { ...node, parameters: { ...node.parameters, url: query === '' ? target.url : `=${target.url}${query}` } };
}

function withTable(node: Node): Node {
	if (node.type !== 'n8n-nodes-base.dataTable') return node;
	return { ...node, parameters: { ...node.parameters, dataTableId: { __rl: true, mode: 'id', value: dataTable } } };
}

function withCredentials(node: Node): Node {
	if (node.type === 'n8n-nodes-base.n8n') return { ...node, credentials: { n8nApi: n8nCredential } };
	if (node.parameters?.genericAuthType) return { ...node, credentials: { httpHeaderAuth: headerCredential } };
	if (node.type.startsWith(`${PACKAGE}.signedWebhook`)) return withSenderKey(node);
	const [provider] = Object.entries(providers).filter(([, { node: type }]) =>
		[`${PACKAGE}.${type}`, `${PACKAGE}.${type}Trigger`].includes(node.type),
	);
	if (provider === undefined) return node;
	const { id, name } = bench.credentials[provider[0] as ProviderName];
	return { ...node, credentials: { [provider[1].credential]: { id, name } } };
}

/** The simulated fal has keys of its own. To identify a sender, none is chosen. */
function withSenderKey(node: Node): Node {
	const isUnsigned = node.parameters?.operation === 'createCallbackUrl' || node.parameters?.sender === 'luma';
	if (node.parameters?.operation === 'resume') {
		const isOpenAi = String(node.parameters.event).includes('OpenAI');
		return { ...node, credentials: { signedWebhookApi: senderCredentials.get(isOpenAi ? 'openAi' : 'heyGen')! } };
	}
	if (isUnsigned) return { ...node, credentials: { signedWebhookApi: senderCredentials.get('callbackUrl')! } };
	const credential = senderCredentials.get(node.parameters?.sender ?? 'custom');
	if (credential !== undefined) return { ...node, credentials: { signedWebhookApi: credential } };
	return { ...node, parameters: { ...node.parameters, options: { keySetUrl: keySet.url } } };
}

/** Fills in the fields of an Edit Fields node. */
function withValues(node: Node, values: Record<string, string>): Node {
	if (Object.keys(values).length === 0) return node;
	const { assignments } = node.parameters?.assignments as { assignments: Array<{ name: string; value: string }> };
	const filled = assignments.map((each) => ({ ...each, value: values[each.name] ?? each.value }));
	return { ...node, parameters: { ...node.parameters, assignments: { assignments: filled } } };
}

const expectSchemas = async (workflow: StoredWorkflow, executionId: string) =>
	await expectAnnouncedItems(bench.client, workflow.nodes, await bench.client.execution(executionId));

/** Publishes a workflow and gives its triggers an event each. */
async function publish(workflow: StoredWorkflow): Promise<Record<ProviderName, string>> {
	const urls = Object.fromEntries(
		Object.entries(providers).flatMap(([provider, { title }]) => {
			const name = `${title} Trigger`;
			const exists = workflow.nodes.some((node) => node.name === name);
			return exists ? [[provider, bench.client.webhookUrl(workflow, name)]] : [];
		}),
	) as Record<ProviderName, string>;
	await bench.client.activateAndWait(
		workflow.id,
		Object.values(urls).map((url) => new URL(url).pathname.slice('/webhook/'.length)),
	);
	return urls;
}

/** Publishes a workflow and returns the URLs of its Signed Webhook Triggers, by the nodes' names. */
async function publishSigned(workflow: StoredWorkflow): Promise<Record<string, string>> {
	const triggers = workflow.nodes.filter(({ type }) => type === `${PACKAGE}.signedWebhookTrigger`);
	const urls = triggers.map(({ name }) => [name, bench.client.webhookUrl(workflow, name)] as const);
	await bench.client.activateAndWait(
		workflow.id,
		urls.map(([, url]) => new URL(url).pathname.slice('/webhook/'.length)),
	);
	return Object.fromEntries(urls);
}

async function send(provider: ProviderName, url: string, body: Record<string, unknown>): Promise<void> {
	const receiver = { workflow: {} as StoredWorkflow, trigger: '', url, testUrl: url };
	const attempt = await sendSigned({ provider, url, body, secret: secretOf(bench, provider, receiver) });
	expect(attempt).toMatchObject({ status: 200 });
}

async function createN8nCredential() {
	const { rawApiKey } = await bench.client.call<{ rawApiKey: string }>('POST', '/rest/api-keys', {
		label: 'Examples',
		scopes: ['credential:create', 'credential:delete'],
		expiresAt: null,
	});
	return await bench.client.createCredential('n8nApi', 'This n8n', {
		apiKey: rawApiKey,
		baseUrl: `${bench.client.url}/api/v1`,
	});
}

async function createDataTable(...columns: string[]): Promise<string> {
	const project = await bench.client.call<{ id: string }>('GET', '/rest/projects/personal');
	const { id } = await bench.client.call<{ id: string }>('POST', `/rest/projects/${project.id}/data-tables`, {
		name: 'Waiting executions',
		columns: columns.map((name) => ({ name, type: 'string' })),
	});
	return id;
}

async function credentialNamed(name: string): Promise<{ id: string; name: string } | undefined> {
	const all = await bench.client.call<Array<{ id: string; name: string }>>('GET', '/rest/credentials');
	return all.find((credential) => credential.name === name);
}

const stored = async (name: string) =>
	await waitUntil(async () => await credentialNamed(name), { what: `the credential "${name}"`, timeoutMs: 30_000 });

/** Whether a credential holds a secret, by what the node says of a delivery that is signed with it. */
async function verifies(credential: { id: string; name: string }, secret: string): Promise<boolean> {
	const body = JSON.stringify(listingRvaSample());
	const workflow = await bench.client.createWorkflow({
		name: 'Verify',
		nodes: [
			{ name: 'Start', type: 'n8n-nodes-base.manualTrigger', typeVersion: 1 },
			{
				name: 'Verify',
				type: `${PACKAGE}.listingRva`,
				typeVersion: 2,
				parameters: {
					resource: 'webhook',
					operation: 'verifySignature',
					inputType: 'text',
					text: body,
					signature: createHmac('sha256', secret).update(body).digest('hex'),
					onMismatch: 'continue',
				},
				credentials: { listingRvaApi: { id: credential.id, name: credential.name } },
			},
		],
		connections: { Start: { main: [[{ node: 'Verify', type: 'main', index: 0 }]] } },
	});
	const execution = await bench.client.runToEnd(workflow.id, 'Start');
	const [{ json }] = execution.items('Verify');
	await expectMatchesSchema(bench.client, workflow.nodes[1], [json]);
	return json.valid === true;
}

describe('stage-a-listing-photo', () => {
	it('sends the results of all variations on, with the listing that they belong to', async () => {
		const { virtualStagingAi } = bench.simulator;
		virtualStagingAi.variationDurationMs = Infinity;
		try {
			const workflow = await importExample('stage-a-listing-photo', {
				Listing: { listingId: 'listing-7', photoUrl: 'https://example.com/room.jpg' },
			});
			const { executionId = '' } = await bench.client.runManually(workflow.id, 'When Clicked');
			await bench.client.waitForExecution(executionId, { status: ['waiting'] });
			const [{ id: renderId, variations }] = [...virtualStagingAi.renders.values()].slice(-1);
			for (const { id, index } of variations) {
				virtualStagingAi.finishVariation(id, index === 2 ? 'Too dark' : undefined);
			}

			const bodies = (await target.received(3)).map((request) => request.json());
			expect(bodies).toEqual([
				...variations
					.filter(({ index }) => index === 0 || index === 1)
					.map(({ id }) => ({
						listingId: 'listing-7',
						variationId: id,
						url: expect.stringContaining(bench.simulator.files.baseUrl),
					})),
				{ listingId: 'listing-7', renderId, status: 'failed', error: 'Too dark' },
			]);
			await bench.client.waitForExecution(executionId);
			await expectSchemas(workflow, executionId);
		} finally {
			virtualStagingAi.variationDurationMs = 200;
		}
	});
});

describe('product-image-to-shop', () => {
	it('posts the file of every generated image', async () => {
		const workflow = await importExample('product-image-to-shop');
		const { listingRva } = bench.simulator;
		await publish(workflow);
		const assets = [listingRva.addAsset('job_9'), listingRva.addAsset('job_9')];
		const assetIds = assets.map(({ id }) => id);
		await listingRva.deliver(listingRvaSample('image.generated', { jobId: 'job_9', imageCount: 2, assetIds }));

		const requests = await target.received(2);
		expect(
			requests.map(({ headers }) => [headers['x-job-id'], headers['x-asset-id'], headers['content-type']]),
		).toEqual(assetIds.map((id) => ['job_9', id, 'image/png']));
		expect(requests.map(({ body }) => body.subarray(1, 4).toString())).toEqual(['PNG', 'PNG']);
		const [{ id }] = await bench.client.waitForExecutions(workflow.id, 1);
		await expectSchemas(workflow, id);
		await bench.client.deactivate(workflow.id);
	});
});

describe('one-handler-for-all-providers', () => {
	it('sends completed work, failures and the rest of every provider where they belong', async () => {
		const workflow = await importExample('one-handler-for-all-providers');
		const urls = await publish(workflow);
		await send('listingRva', urls.listingRva, listingRvaSample('image.generated', { jobId: 'job_1', assetIds: ['a'] }));
		await send('virtualStagingAi', urls.virtualStagingAi, virtualStagingAiSample('error', { render_id: 'rnd_1' }));
		await send('vigthoria', urls.vigthoria, vigthoriaSample('usage.threshold'));

		await bench.client.waitForExecutions(workflow.id, 3);
		expect((await target.received(3)).map((request) => request.json())).toEqual(
			expect.arrayContaining([
				{ provider: 'listingRva', jobId: 'job_1', results: [{ assetId: 'a' }] },
				{ provider: 'virtualStagingAi', jobId: 'rnd_1', error: expect.any(String) },
				{ provider: 'vigthoria', event: 'usage.threshold', timestamp: expect.any(String) },
			]),
		);
		for (const { id } of await bench.client.executions({ workflowId: workflow.id })) await expectSchemas(workflow, id);
		await bench.client.deactivate(workflow.id);
	});
});

describe('register-endpoint-and-store-secret', () => {
	it('registers the endpoint, stores its secret as a credential, and leaves no execution behind', async () => {
		const url = 'https://example.com/my-receiver';
		const workflow = await importExample('register-endpoint-and-store-secret', { Endpoint: { url } });
		await bench.client.runManually(workflow.id, 'When Clicked');
		const endpoint = await endpointAt(url);

		const credential = await stored(`ListingRVA AI endpoint ${endpoint.id}`);
		expect(await verifies(credential, endpoint.secret)).toBe(true);
		expect(await verifies(credential, 'another')).toBe(false);
		await expectNoExecutions(workflow);
	});
});

describe('rotate-a-signing-secret', () => {
	it('replaces the endpoint, stores the new secret, and deletes the credential with the old one', async () => {
		const { listingRva } = bench.simulator;
		const old = listingRva.addEndpoint('https://example.com/rotated');
		const oldCredential = await bench.client.createCredential('listingRvaApi', 'Old secret', {
			...bench.credentialData.listingRva,
			webhookSecret: old.secret,
		});
		const workflow = await importExample('rotate-a-signing-secret', {
			Endpoint: { webhookId: old.id, oldCredentialId: oldCredential.id },
		});
		await bench.client.runManually(workflow.id, 'When Clicked');

		await waitUntil(async () => ((await credentialNamed('Old secret')) === undefined ? true : undefined), {
			what: 'the end of the old credential',
			timeoutMs: 30_000,
		});
		const endpoint = await endpointAt(old.url);
		expect(endpoint.id).not.toBe(old.id);
		expect(await verifies(await stored(`ListingRVA AI endpoint ${endpoint.id}`), endpoint.secret)).toBe(true);
		await expectNoExecutions(workflow);
	});

	it('stores the new secret and keeps the old credential if the old endpoint cannot be removed', async () => {
		const { listingRva } = bench.simulator;
		const old = listingRva.addEndpoint('https://example.com/stuck');
		listingRva.faults.add({
			method: 'DELETE',
			path: `/webhooks/${old.id}`,
			times: 10,
			fault: { kind: 'status', status: 500 },
		});
		const oldCredential = await bench.client.createCredential('listingRvaApi', 'Stuck secret', {
			...bench.credentialData.listingRva,
			webhookSecret: old.secret,
		});
		const workflow = await importExample('rotate-a-signing-secret', {
			Endpoint: { webhookId: old.id, oldCredentialId: oldCredential.id },
		});
		await bench.client.runManually(workflow.id, 'When Clicked');

		const fresh = await waitUntil(
			async () => [...listingRva.endpoints.values()].find(({ url, id }) => url === old.url && id !== old.id),
			{ what: 'the new endpoint', timeoutMs: 30_000 },
		);
		expect(await verifies(await stored(`ListingRVA AI endpoint ${fresh.id}`), fresh.secret)).toBe(true);
		await expectNoExecutions(workflow);
		expect(await verifies(oldCredential, old.secret)).toBe(true);
	});
});

describe('alert-on-failures', () => {
	it('posts a line for failures and thresholds, and nothing for success', async () => {
		const workflow = await importExample('alert-on-failures');
		const urls = await publish(workflow);
		await send('virtualStagingAi', urls.virtualStagingAi, virtualStagingAiSample('done'));
		await send(
			'virtualStagingAi',
			urls.virtualStagingAi,
			virtualStagingAiSample('error', { render_id: 'rnd_2', error_message: 'Too dark' }),
		);
		await send('vigthoria', urls.vigthoria, { ...vigthoriaSample('usage.threshold'), data: { percent: 80 } });

		await bench.client.waitForExecutions(workflow.id, 2);
		const texts = (await target.received(2)).map((request) => (request.json() as { text: string }).text);
		expect(texts.sort()).toEqual([
			'vigthoria: usage.threshold {"percent":80}',
			'virtualStagingAi: rnd_2 failed: Too dark',
		]);
		await bench.client.deactivate(workflow.id);
	});
});

describe('wait-for-a-replicate-prediction', () => {
	it('starts a prediction, sleeps until its signed webhook, and sends the result on', async () => {
		const workflow = await importExample('wait-for-a-replicate-prediction');
		target.answer = { id: 'prediction_1', status: 'starting' };
		const { executionId = '' } = await bench.client.runManually(workflow.id, 'When Clicked');
		await bench.client.waitForExecution(executionId, { status: ['waiting'] });
		const [started] = await target.received(1);
		const { webhook, ...request } = started.json() as { webhook: string };
		expect(request).toEqual({ input: { prompt: 'A lighthouse at dawn' }, webhook_events_filter: ['completed'] });
		expect(started.headers.authorization).toBe('Bearer t');

		const replicate = simulatedSender('replicate');
		const [{ body, expected }] = replicate.deliveries('prediction_1', new Date());
		expect(await sendAs(replicate, webhook, body)).toMatchObject({ status: 200 });
		const [, result] = await target.received(2);
		expect(result.json()).toEqual({ jobId: 'prediction_1', ...expected.results?.[0] });
		await bench.client.waitForExecution(executionId);
		await expectSchemas(workflow, executionId);
	});
});

describe('wait-for-an-openai-response', () => {
	it('hands the event over to the execution that waits, also where it comes before the row', async () => {
		// An execution that runs then shows which of its nodes have run.
		const workflow = await importExample('wait-for-an-openai-response', {}, { saveExecutionProgress: true });
		const { 'OpenAI Trigger': url } = await publishSigned(workflow);
		const openAi = simulatedSender('openAi');
		const [{ body, expected }] = openAi.deliveries('event', new Date());
		expect(await sendAs(openAi, url, body)).toMatchObject({ status: 200 });
		await waitUntil(
			async () => {
				const [relay] = await bench.client.executions({ workflowId: workflow.id });
				return relay && (await bench.client.execution(relay.id)).runs['Find Execution'];
			},
			{ what: () => 'a look-up that finds nothing yet' },
		);

		target.answer = { id: expected.jobId, status: 'queued' };
		const { executionId = '' } = await bench.client.runManually(workflow.id, 'When Clicked');
		const [started, asked, result] = await target.received(3);
		expect(started.json()).toMatchObject({ background: true });
		expect(asked.headers.authorization).toBe('Bearer t');
		expect(result.json()).toEqual({ jobId: expected.jobId });
		await bench.client.waitForExecution(executionId);
		await expectSchemas(workflow, executionId);
		const executions = await bench.client.waitForExecutions(workflow.id, 2);
		const handedOver = executions.find(({ id }) => id !== executionId)!;
		const relay = await bench.client.execution(handedOver.id);
		expect(relay.items('Resume').map(({ json }) => json)).toEqual([{ executionId, result: 'resumed' }]);
		expect(relay.runs['Find Execution'].length).toBeGreaterThan(1);
		await expectSchemas(workflow, handedOver.id);
		await bench.client.deactivate(workflow.id);
	});
});

describe('wait-for-a-heygen-video', () => {
	it('hands the event over to the execution that its callback_id names', async () => {
		const workflow = await importExample('wait-for-a-heygen-video');
		const { 'HeyGen Trigger': url } = await publishSigned(workflow);
		target.answer = { error: null, data: { video_id: 'video_1' } };
		const { executionId = '' } = await bench.client.runManually(workflow.id, 'When Clicked');
		const [started] = await target.received(1);
		const { callback_id } = started.json() as { callback_id: string };

		const heyGen = simulatedSender('heyGen');
		const [{ body, expected }] = heyGen.deliveries('video_1', new Date());
		const event_data = { ...(body.event_data as object), callback_id };
		expect(await sendAs(heyGen, url, { ...body, event_data })).toMatchObject({ status: 200 });
		const [, result] = await target.received(2);
		expect(result.json()).toEqual({ jobId: 'video_1', url: (expected.results?.[0] as { url: string }).url });
		await bench.client.waitForExecution(executionId);
		await expectSchemas(workflow, executionId);
		await bench.client.deactivate(workflow.id);
	});
});

const post = async (url: string, body: object) =>
	(
		await fetch(url, {
			method: 'POST',
			headers: { 'content-type': 'application/json' },
			body: JSON.stringify(body),
		})
	).status;

describe('wait-for-a-kie-ai-song', () => {
	it('passes two calls over and goes on with the last, once', async () => {
		const workflow = await importExample('wait-for-a-kie-ai-song');
		target.answer = { code: 200, msg: 'success', data: { taskId: 'task_1' } };
		const { executionId = '' } = await bench.client.runManually(workflow.id, 'When Clicked');
		await bench.client.waitForExecution(executionId, { status: ['waiting'] });
		const [started] = await target.received(1);
		const { callBackUrl } = started.json() as { callBackUrl: string };
		const said = (callbackType: string) => ({
			code: 200,
			msg: 'ok',
			data: { callbackType, task_id: 'task_1', data: [{ audio_url: 'https://example.com/1.mp3' }] },
		});
		expect(await post(callBackUrl, said('text'))).toBe(200);
		expect(await post(callBackUrl, said('first'))).toBe(200);
		expect(await post(`${callBackUrl}0`, said('complete'))).toBe(401);
		expect(await post(callBackUrl, said('complete'))).toBe(200);
		const [, result] = await target.received(2);
		expect(result.json()).toEqual({ jobId: 'task_1', urls: ['https://example.com/1.mp3'] });
		await bench.client.waitForExecution(executionId);
		expect(await post(callBackUrl, said('complete'))).toBe(409);
		await expectSchemas(workflow, executionId);
	});
});

describe('wait-for-luma-and-confirm', () => {
	it('uses what the API says, not what the call says', async () => {
		const workflow = await importExample('wait-for-luma-and-confirm');
		target.answer = { id: 'gen_1', state: 'completed', assets: { video: 'https://example.com/real.mp4' } };
		const { executionId = '' } = await bench.client.runManually(workflow.id, 'When Clicked');
		await bench.client.waitForExecution(executionId, { status: ['waiting'] });
		const [started] = await target.received(1);
		const { callback_url: url } = started.json() as { callback_url: string };
		const said = (state: string) => ({ id: 'gen_1', state, assets: { video: 'https://example.com/forged.mp4' } });
		expect(await post(url, said('dreaming'))).toBe(200);
		expect(await post(url, said('completed'))).toBe(200);
		const [, , result] = await target.received(3);
		expect(result.json()).toEqual({ jobId: 'gen_1', url: 'https://example.com/real.mp4' });
		await bench.client.waitForExecution(executionId);
		await expectSchemas(workflow, executionId);
	});
});

describe('wait-for-fal-with-an-encoded-url', () => {
	it('hands the whole callback URL over inside the address of the queue', async () => {
		const workflow = await importExample('wait-for-fal-with-an-encoded-url');
		target.answer = { request_id: 'req_1', status: 'IN_QUEUE' };
		const { executionId = '' } = await bench.client.runManually(workflow.id, 'When Clicked');
		await bench.client.waitForExecution(executionId, { status: ['waiting'] });
		const [queued] = await target.received(1);
		const url = new URL(queued.path, target.url).searchParams.get('fal_webhook') ?? '';
		const done = { request_id: 'req_1', status: 'OK', payload: { images: [{ url: 'https://example.com/1.png' }] } };
		expect(await post(url, done)).toBe(200);
		const [, result] = await target.received(2);
		expect(result.json()).toEqual({ jobId: 'req_1', url: 'https://example.com/1.png' });
		await bench.client.waitForExecution(executionId);
		await expectSchemas(workflow, executionId);
	});
});

describe('order-three-pictures', () => {
	it('goes on once, when all have reported, in the order in which they were ordered', async () => {
		const workflow = await importExample('order-three-pictures');
		target.answer = (request) => ({ request_id: `req_${request}`, status: 'IN_QUEUE' });
		const { executionId = '' } = await bench.client.runManually(workflow.id, 'When Clicked');
		const ordered = [...(await target.received(3))];
		const untilAsleep = async (reported: number) => {
			const probe = async () => {
				const executions = await bench.client.executions({ workflowId: workflow.id });
				const count = (wanted: string) => executions.filter(({ status }) => status === wanted).length;
				return (count('success') === reported && count('waiting') === 4 - reported) || undefined;
			};
			await waitUntil(probe, { what: `sleep after ${reported} pictures`, timeoutMs: 30_000 });
		};

		const fal = simulatedSender('fal');
		const jobs = ordered.map(({ path, json }, index) => ({
			url: new URL(path, target.url).searchParams.get('fal_webhook') ?? '',
			prompt: (json() as { prompt: string }).prompt,
			...fal.deliveries(`req_${index + 1}`, new Date())[0],
		}));
		for (const [reported, { url, body }] of jobs.reverse().entries()) {
			await untilAsleep(reported);
			expect(await sendAs(fal, url, body)).toMatchObject({ status: 200 });
		}
		const [, , , sent] = await target.received(4);
		const prompts = ['A lighthouse at dawn', 'A lighthouse at noon', 'A lighthouse at night'];
		expect(sent.json()).toEqual({
			pictures: prompts.map((prompt, index) => {
				const { expected } = jobs.find((job) => job.prompt === prompt) ?? jobs[0];
				const [{ url }] = expected.results as Array<{ url: string }>;
				return { index, prompt, jobId: expected.jobId, status: 'completed', url, error: null };
			}),
		});
		await bench.client.waitForExecution(executionId);
		expect(await bench.client.waitForExecutions(workflow.id, 4)).toHaveLength(4);
		expect(await target.received(4)).toHaveLength(4);
		await expectSchemas(workflow, executionId);
	}, 120_000);
});

describe('generate-images-with-fal', () => {
	it('queues a job with the address of the trigger, which receives its end without a secret', async () => {
		const triggerUrl = 'https://example.com/my-trigger';
		const workflow = await importExample('generate-images-with-fal', { Order: { triggerUrl } });
		const { 'Fal Trigger': url } = await publishSigned(workflow);
		await bench.client.runManually(workflow.id, 'When Clicked');
		const [queued] = await target.received(1);
		expect(new URL(queued.path, target.url).searchParams.get('fal_webhook')).toBe(triggerUrl);
		expect(queued.json()).toEqual({ prompt: 'A lighthouse at dawn' });

		const fal = simulatedSender('fal');
		const deliveries = fal.deliveries('job_1', new Date());
		const failure = deliveries.find(({ expected }) => expected.status === 'failed');
		expect(await sendAs(fal, url, deliveries[0].body)).toMatchObject({ status: 200 });
		expect(await sendAs(fal, url, failure?.body ?? {})).toMatchObject({ status: 200 });
		const [, ...reports] = await target.received(3);
		expect(reports.map((report) => report.json())).toEqual(
			expect.arrayContaining([
				{ jobId: 'job_1', urls: deliveries[0].expected.results?.map((result) => (result as { url: string }).url) },
				{ jobId: failure?.expected.jobId, error: failure?.expected.error },
			]),
		);
		await bench.client.deactivate(workflow.id);
	});
});

describe('receive-github-by-settings', () => {
	it("passes on what has GitHub's signature, and refuses what has not", async () => {
		const workflow = await importExample('receive-github-by-settings');
		const { 'GitHub Trigger': url } = await publishSigned(workflow);
		const body = JSON.stringify({ action: 'opened', repository: { full_name: 'octo/app' } });
		const deliver = async (secret: string) => {
			const signature = createHmac('sha256', secret).update(body).digest('hex');
			const headers = {
				'content-type': 'application/json',
				'x-github-event': 'pull_request',
				'x-hub-signature-256': `sha256=${signature}`,
			};
			return (await fetch(url, { method: 'POST', headers, body })).status;
		};
		expect(await deliver('another secret')).toBe(401);
		expect(await deliver(GITHUB_SECRET)).toBe(200);
		const [told] = await target.received(1);
		expect(told.json()).toEqual({ event: 'pull_request', action: 'opened', repository: 'octo/app' });
		const [{ id }] = await bench.client.waitForExecutions(workflow.id, 1);
		await expectSchemas(workflow, id);
		await bench.client.deactivate(workflow.id);
	});
});

describe('identify-a-sender', () => {
	it('names the sender of a delivery, and what is wrong with one that is signed with another secret', async () => {
		const workflow = await importExample('identify-a-sender');
		await bench.client.activateAndWait(workflow.id, ['identify-a-sender']);
		const body = JSON.stringify({ action: 'opened', repository: { full_name: 'octo/app' } });
		const deliver = async (secret: string) => {
			const signature = createHmac('sha256', secret).update(body).digest('hex');
			const headers = {
				'content-type': 'application/json',
				'x-github-event': 'pull_request',
				'x-hub-signature-256': `sha256=${signature}`,
			};
			await fetch(`${bench.n8n.url}/webhook/identify-a-sender`, { method: 'POST', headers, body });
		};
		await deliver(GITHUB_SECRET);
		await bench.client.waitForExecutions(workflow.id, 1);
		await deliver('another secret');
		const executions = await bench.client.waitForExecutions(workflow.id, 2);
		const found = await Promise.all(
			executions.reverse().map(async ({ id }) => (await bench.client.waitForExecution(id)).items('Identify Sender')),
		);
		expect(found.flat().map(({ json }) => json)).toEqual([
			expect.objectContaining({
				sender: 'gitHub',
				message: 'This delivery is signed as GitHub signs, with your secret: choose GitHub as Sender.',
			}),
			expect.objectContaining({
				sender: null,
				message: expect.stringMatching(/header is GitHub's, but it is signed with another secret/) as string,
			}),
		]);
		for (const { id } of executions) await expectSchemas(workflow, id);
		await bench.client.deactivate(workflow.id);
	});
});

describe('one-handler-for-five-senders', () => {
	it('sends what five senders deliver where it belongs', async () => {
		const workflow = await importExample('one-handler-for-five-senders');
		const urls = await publishSigned(workflow);
		const triggers = workflow.nodes.filter(({ name }) => name in urls);
		const provider = (value: unknown) => expect.objectContaining({ provider: value }) as object;
		for (const { name, parameters } of triggers) {
			const sender = simulatedSender(String(parameters?.sender));
			const [{ body }] = sender.deliveries('job_1', new Date());
			expect(await sendAs(sender, urls[name], body)).toMatchObject({ status: 200 });
		}
		expect(triggers).toHaveLength(5);
		const sent = (await target.received(5)).map((request) => request.json());
		expect(sent).toEqual(expect.arrayContaining(triggers.map(({ parameters }) => provider(parameters?.sender))));

		for (const { id } of await bench.client.waitForExecutions(workflow.id, 5)) await expectSchemas(workflow, id);
		await bench.client.deactivate(workflow.id);
	});
});

/** Follows the README and has a test of its own: test/e2e/first-event.test.mts. */
const FIRST_EVENT = 'first-event';
const examples = exampleNames().filter((name) => name !== FIRST_EVENT);

describe('the examples', () => {
	it.each(examples)('run with their pinned samples, without an account: %s', async (name) => {
		// Some keep their executions out of the database, where the test looks for them.
		const workflow = await bench.client.createWorkflow({ ...readExample(name), settings: { executionOrder: 'v1' } });
		const starts = workflow.nodes.filter(({ type }) => /trigger$|\.webhook$/i.test(type));
		expect(starts.length).toBeGreaterThan(0);
		for (const start of starts) {
			const { status } = await bench.client.runToEnd(workflow.id, start.name, 60_000);
			expect({ start: start.name, status }).toEqual({ start: start.name, status: 'success' });
		}
	});

	it('have all been run', () => {
		expect([...tried].sort()).toEqual(examples.sort());
	});
});

describe('the schemas that the editor shows before the first run', () => {
	it.each(Object.keys(providers) as ProviderName[])('are there for the %s trigger', async (provider) => {
		const { type, typeVersion } = triggerNode(bench, provider);
		const { properties } = await outputSchema(bench.client, { type, typeVersion });
		expect(properties?.event.examples).toContain(
			{ listingRva: 'image.generated', virtualStagingAi: 'done', vigthoria: 'generation.completed' }[provider],
		);
	});

	it('are there for every operation', async () => {
		const types = await bench.client.types('nodes');
		for (const { node } of Object.values(providers)) {
			const type = `${PACKAGE}.${node}`;
			const { properties } = types.find(({ name }) => name === type) as unknown as {
				properties: Array<{
					name: string;
					displayOptions?: { show?: { resource?: string[] } };
					options: Array<{ value: string }>;
				}>;
			};
			for (const { displayOptions, options } of properties.filter(({ name }) => name === 'operation')) {
				const [resource] = displayOptions?.show?.resource ?? [];
				for (const { value: operation } of options.filter(({ value }) => value !== CUSTOM_API_CALL)) {
					const schema = await outputSchema(bench.client, {
						type,
						typeVersion: 2,
						parameters: { resource, operation },
					});
					expect(schema.type).toBe('object');
				}
			}
		}
	});
});

async function endpointAt(url: string) {
	return await waitUntil(
		async () => [...bench.simulator.listingRva.endpoints.values()].find((endpoint) => endpoint.url === url),
		{ what: `an endpoint at ${url}`, timeoutMs: 30_000 },
	);
}

/** What an execution passed on would have the secret in it. */
async function expectNoExecutions(workflow: StoredWorkflow): Promise<void> {
	await waitUntil(
		async () => {
			const executions = await bench.client.executions({ workflowId: workflow.id });
			return executions.length === 0 ? true : undefined;
		},
		{ what: 'the end of the execution', timeoutMs: 30_000 },
	);
}
