import { createHmac } from 'node:crypto';
import type { IncomingHttpHeaders } from 'node:http';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';

import type { Simulator } from '../simulator/index.mts';
import {
	LISTING_RVA_EVENTS,
	listingRvaSample,
	sendSigned,
	startSimulator,
	VIGTHORIA_EVENTS,
	vigthoriaSample,
	VIRTUAL_STAGING_AI_EVENTS,
	virtualStagingAiSample,
} from '../simulator/index.mts';

type Json = Record<string, unknown>;

interface Received {
	url: string;
	headers: IncomingHttpHeaders;
	/** Names and values as they came, in turns. */
	rawHeaders: string[];
	bytes: Buffer;
	json: Json;
}

/** What a workflow's webhook would be: notes each request and answers with the statuses in turn, the last one over and over. */
async function startReceiver() {
	const received: Received[] = [];
	const state = { statuses: [200], silent: false };
	const server = createServer((request, response) => {
		const chunks: Buffer[] = [];
		request.on('data', (chunk: Buffer) => chunks.push(chunk));
		request.on('end', () => {
			const bytes = Buffer.concat(chunks);
			const { url = '', headers, rawHeaders } = request;
			received.push({ url, headers, rawHeaders, bytes, json: JSON.parse(bytes.toString()) as Json });
			if (state.silent) return;
			const status = state.statuses.length > 1 ? state.statuses.shift() : state.statuses[0];
			response.writeHead(status ?? 200).end('{"received":true}');
		});
	});
	await new Promise<void>((resolve) => {
		server.listen(0, '127.0.0.1', resolve);
	});
	const { port } = server.address() as AddressInfo;
	const close = async () => {
		const closed = new Promise((resolve) => {
			server.close(resolve);
		});
		server.closeAllConnections();
		await closed;
	};
	return { url: `http://127.0.0.1:${port}/hook`, received, state, close };
}

const hex = (bytes: Buffer | string, secret: string) => createHmac('sha256', secret).update(bytes).digest('hex');

async function until(condition: () => boolean): Promise<void> {
	const deadline = Date.now() + 3000;
	while (!condition()) {
		if (Date.now() > deadline) throw new Error('the condition was not met in time');
		await new Promise((resolve) => {
			setTimeout(resolve, 5);
		});
	}
}

let simulator: Simulator;
let receiver: Awaited<ReturnType<typeof startReceiver>>;

beforeEach(async () => {
	simulator = await startSimulator();
	receiver = await startReceiver();
});

afterEach(async () => {
	await Promise.all([simulator.close(), receiver.close()]);
});

async function call(base: string, authorization: string | undefined, method: string, path: string, body?: unknown) {
	const response = await fetch(`${base}${path}`, {
		method,
		headers: {
			...(authorization === undefined ? {} : { authorization }),
			...(body === undefined ? {} : { 'content-type': 'application/json' }),
		},
		...(body === undefined ? {} : { body: JSON.stringify(body) }),
	});
	const text = await response.text();
	return {
		status: response.status,
		headers: response.headers,
		text,
		json: (text === '' ? {} : JSON.parse(text)) as Json,
	};
}

const listing = async (method: string, path: string, body?: unknown) => {
	const { baseUrl, credentials } = simulator.listingRva;
	return await call(baseUrl, `Bearer ${credentials.accessToken}`, method, path, body);
};
const staging = async (method: string, path: string, body?: unknown) => {
	const { baseUrl, credentials } = simulator.virtualStagingAi;
	return await call(baseUrl, `Api-Key ${credentials.apiKey}`, method, path, body);
};
const vigthoria = async (method: string, path: string, body?: unknown) => {
	const { baseUrl, credentials } = simulator.vigthoria;
	return await call(baseUrl, `Bearer ${credentials.apiKey}`, method, path, body);
};

const MODERN = { type: 'staging', add_furniture: { room_type: 'living', style: 'modern' } };
const PHOTO = 'https://example.com/room.jpg';

describe('authorisation', () => {
	test.each([
		['ListingRVA', () => simulator.listingRva.baseUrl, '/webhooks', 'Bearer wrong'],
		['Virtual Staging AI', () => simulator.virtualStagingAi.baseUrl, '/user', 'Api-Key wrong'],
		['Vigthoria', () => simulator.vigthoria.baseUrl, '/models', 'Bearer wrong'],
	])('%s refuses a missing and a wrong credential with 401', async (_name, base, path, wrong) => {
		expect((await call(base(), undefined, 'GET', path)).status).toBe(401);
		expect((await call(base(), wrong, 'GET', path)).status).toBe(401);
	});

	test('Virtual Staging AI refuses the right key under a scheme of another case', async () => {
		const { baseUrl, credentials } = simulator.virtualStagingAi;
		const answer = await call(baseUrl, `Api-key ${credentials.apiKey}`, 'GET', '/user');
		expect(answer.status).toBe(401);
		expect(answer.json).toEqual({ message: expect.any(String) });
	});

	test('every provider accepts its own credential', async () => {
		expect((await listing('GET', '/webhooks')).status).toBe(200);
		expect((await staging('GET', '/user')).status).toBe(200);
		expect((await vigthoria('GET', '/models')).status).toBe(200);
	});
});

describe('the journal', () => {
	test('tells method, path, query, headers and body of a request', async () => {
		await listing('POST', '/webhooks?a=1', { url: receiver.url, events: ['image.generated'] });
		expect(simulator.listingRva.requests).toHaveLength(1);
		expect(simulator.listingRva.requests[0]).toMatchObject({
			method: 'POST',
			path: '/webhooks',
			url: '/api/webhooks?a=1',
			query: { a: '1' },
			headers: { 'content-type': 'application/json' },
			body: { url: receiver.url },
			status: 201,
		});
		simulator.listingRva.requests.splice(0);
		expect(simulator.listingRva.requests).toHaveLength(0);
	});
});

describe('ListingRVA endpoints', () => {
	test('the secret is in the answer to the registration and nowhere else', async () => {
		const created = await listing('POST', '/webhooks', { url: receiver.url, events: ['image.generated'] });
		expect(created.status).toBe(201);
		expect(created.json.secret).toEqual(expect.stringMatching(/^[0-9a-f]{64}$/));

		const listed = await listing('GET', '/webhooks');
		const changed = await listing('PUT', `/webhooks/${String(created.json.id)}`, { url: `${receiver.url}2` });
		expect(listed.json).toEqual([{ id: created.json.id, url: receiver.url, events: ['image.generated'] }]);
		expect(changed.json).toEqual({ id: created.json.id, url: `${receiver.url}2`, events: ['image.generated'] });
	});

	test.each(['webhooks', 'data'] as const)('the list can come wrapped in %s', async (shape) => {
		simulator.listingRva.shapes.webhooks = shape;
		simulator.listingRva.addEndpoint(receiver.url);
		expect((await listing('GET', '/webhooks')).json[shape]).toHaveLength(1);
	});

	test('deleting answers 204, and 404 the second time', async () => {
		const { id } = simulator.listingRva.addEndpoint(receiver.url);
		expect((await listing('DELETE', `/webhooks/${id}`)).status).toBe(204);
		expect((await listing('DELETE', `/webhooks/${id}`)).status).toBe(404);
		expect(simulator.listingRva.endpoints.size).toBe(0);
	});

	test.each([
		[{ url: 'nowhere', events: ['image.generated'] }],
		[{ url: 'https://example.com', events: [] }],
		[{ url: 'https://example.com', events: ['*'] }],
		[{}],
	])('a registration of %j is refused with the documented error body', async (body) => {
		const answer = await listing('POST', '/webhooks', body);
		expect(answer.status).toBe(400);
		expect(answer.json).toEqual({ error: expect.any(String), message: expect.any(String) });
	});

	test('a plan other than Pro is refused with 403', async () => {
		simulator.listingRva.plan = 'starter';
		expect((await listing('GET', '/webhooks')).status).toBe(403);
	});
});

describe('ListingRVA jobs', () => {
	const order = { productId: 'prod_mug', style: 'hero_white_bg', platform: 'shopify' };

	test('a job goes through its states and its asset is on the file host', async () => {
		simulator.listingRva.jobDurationMs = 300;
		simulator.listingRva.rateLimits.all.limit = Infinity;
		simulator.listingRva.rateLimits.ai.limit = Infinity;
		const { jobId } = (await listing('POST', '/ai/image', order)).json;
		const seen = new Set<unknown>();
		let job: Json = {};
		do {
			job = (await listing('GET', `/ai/jobs/${String(jobId)}`)).json;
			seen.add(job.status);
			await new Promise((resolve) => {
				setTimeout(resolve, 10);
			});
		} while (job.status !== 'completed');
		expect([...seen]).toEqual(['queued', 'processing', 'completed']);

		const [assetId] = job.assetIds as string[];
		const asset = (await listing('GET', `/assets/${assetId}`)).json;
		const file = await fetch(String(asset.url));
		expect(file.headers.get('content-type')).toBe('image/png');
	});

	test('success sends one signed event to each subscriber, and a refusal is not tried again', async () => {
		receiver.state.statuses = [500];
		const { secret } = simulator.listingRva.addEndpoint(receiver.url);
		simulator.listingRva.jobDurationMs = 10;
		const { jobId } = (await listing('POST', '/ai/image', order)).json;
		await until(() => simulator.listingRva.deliveries.length === 1);
		expect(receiver.received).toHaveLength(1);
		const [event] = receiver.received;
		expect(event?.json).toMatchObject({
			event: 'image.generated',
			payload: { jobId, style: 'hero_white_bg', imageCount: 1 },
		});
		expect(event?.headers['x-webhook-signature']).toBe(hex(event?.bytes ?? '', secret));
	});

	test('a failed job tells its reason and sends nothing', async () => {
		simulator.listingRva.addEndpoint(receiver.url);
		simulator.listingRva.jobDurationMs = Infinity;
		const { jobId } = (await listing('POST', '/ai/image', order)).json;
		simulator.listingRva.finishJob(String(jobId), 'Unsuitable photo');
		expect((await listing('GET', `/ai/jobs/${String(jobId)}`)).json).toMatchObject({
			status: 'failed',
			error: 'Unsuitable photo',
		});
		await simulator.listingRva.idle();
		expect(receiver.received).toHaveLength(0);
	});

	test('too few credits are refused with 402 and insufficient_credits', async () => {
		simulator.listingRva.credits = 4;
		const answer = await listing('POST', '/ai/image', { ...order, outputSize: { w: 1000, h: 1200 } });
		expect(answer.status).toBe(402);
		expect(answer.json.error).toBe('insufficient_credits');
		expect((await listing('POST', '/ai/image', order)).status).toBe(200);
		expect(simulator.listingRva.credits).toBe(0);
	});

	test.each([
		[{ style: 'hero_white_bg' }, 400],
		[{ productId: 'prod_mug' }, 400],
		[{ productId: 'prod_mug', style: 'x', outputSize: { w: 1, h: 1 } }, 400],
		[{ productId: 'nothing', style: 'x' }, 404],
	])('an order of %j is refused with %i', async (body, status) => {
		expect((await listing('POST', '/ai/image', body)).status).toBe(status);
	});

	test('the rate limit refuses with 429 until the window has slid on', async () => {
		Object.assign(simulator.listingRva.rateLimits.ai, { limit: 2, windowMs: 500 });
		const statuses = [];
		for (let i = 0; i < 3; i += 1) statuses.push((await listing('GET', '/ai/jobs/none')).status);
		expect(statuses).toEqual([404, 404, 429]);
		const refused = await listing('GET', '/ai/jobs/none');
		expect(refused.headers.get('retry-after')).toBe('1');
		expect((await listing('GET', '/webhooks')).status).toBe(200);
		await new Promise((resolve) => {
			setTimeout(resolve, 550);
		});
		expect((await listing('GET', '/ai/jobs/none')).status).toBe(404);
	});

	test('a receiver that is too slow is given up', async () => {
		receiver.state.silent = true;
		simulator.listingRva.addEndpoint(receiver.url);
		simulator.listingRva.policy.timeoutMs = 50;
		expect(await simulator.listingRva.deliver()).toMatchObject([{ status: null, error: 'timeout' }]);
	});
});

describe('Virtual Staging AI renders', () => {
	beforeEach(() => {
		simulator.virtualStagingAi.variationDurationMs = 30;
	});

	test('every variation sends one event to the unchanged webhook URL, signed with the secret of the account', async () => {
		await staging('POST', '/user/webhook-secret', { secret: 'a secret' });
		const query = '?userId=7&path=a/b|c&x=%7e&empty=&r={id}';
		const created = await staging('POST', '/renders', {
			config: MODERN,
			image_url: PHOTO,
			variation_count: 3,
			webhook_url: `${receiver.url}${query}`,
		});
		expect(created.status).toBe(201);
		await until(() => simulator.virtualStagingAi.deliveries.length === 3);
		expect(new Set(receiver.received.map(({ json }) => json.variation_id)).size).toBe(3);
		for (const { url, headers, bytes, json } of receiver.received) {
			expect(url).toBe(`/hook${query}`);
			expect(json).toMatchObject({ event_type: 'done', render_id: created.json.id, variation_type: 'staging' });
			expect(headers['x-vsai-signature']).toBe(hex(bytes, 'a secret'));
		}
	});

	test('without a secret deliveries are unsigned', async () => {
		await staging('POST', '/renders', { config: MODERN, image_url: PHOTO, webhook_url: receiver.url });
		await until(() => receiver.received.length === 1);
		expect(receiver.received[0]?.headers).not.toHaveProperty('x-vsai-signature');
	});

	test('a failing variation sends an error event and shows its reason', async () => {
		simulator.virtualStagingAi.failVariations = ({ index }) => index === 1;
		const { json } = await staging('POST', '/renders', {
			config: MODERN,
			image_url: PHOTO,
			variation_count: 2,
			webhook_url: receiver.url,
			wait_for_completion: true,
		});
		const { items } = json.variations as { items: Json[] };
		expect(items.map(({ status }) => status)).toEqual(['done', 'error']);
		expect(items[1]).toMatchObject({ error_message: 'Failed to process image' });
		await until(() => receiver.received.length === 2);
		const kinds = receiver.received.map(({ json: { event_type } }) => event_type);
		expect(kinds.sort()).toEqual(['done', 'error']);
	});

	test('staging with removal adds a removal that the staged variations name as their base', async () => {
		const { json } = await staging('POST', '/renders', {
			config: { ...MODERN, remove_furniture: { mode: 'on' } },
			image_url: PHOTO,
			variation_count: 2,
			webhook_url: receiver.url,
		});
		const { items } = json.variations as { items: Json[] };
		const removal = items.find(({ type }) => type === 'removal');
		expect(items).toHaveLength(3);
		await until(() => receiver.received.length === 2);
		expect(receiver.received.map(({ json: { base_variation_id } }) => base_variation_id)).toEqual([
			removal?.id,
			removal?.id,
		]);
		expect((await staging('GET', `/renders/${String(json.id)}/variations/${String(removal?.id)}`)).json).toMatchObject({
			status: 'done',
			type: 'removal',
		});
	});

	test('a multi-view result is a list', async () => {
		simulator.virtualStagingAi.multiView = true;
		await staging('POST', '/renders', { config: MODERN, image_url: PHOTO, webhook_url: receiver.url });
		await until(() => receiver.received.length === 1);
		expect(receiver.received[0]?.json.result).toHaveLength(2);
	});

	test('several configs each bring their own number of variations', async () => {
		const { json } = await staging('POST', '/renders', {
			configs: [
				{ ...MODERN, variation_count: 2 },
				{ type: 'daytodusk', sky_style: 'dusk', variation_count: 1 },
			],
			image_url: 'data:image/png;base64,AAAA',
		});
		expect((json.variations as Json).total_count).toBe(3);
	});

	test('added variations come as a plain list', async () => {
		const { json } = await staging('POST', '/renders', { config: MODERN, image_url: PHOTO, variation_count: 19 });
		const path = `/renders/${String(json.id)}/variations`;
		const added = await staging('POST', path, { config: MODERN });
		expect(added.status).toBe(201);
		expect(added.json.variations).toHaveLength(1);
		expect((await staging('POST', path, { config: MODERN })).status).toBe(400);
	});

	test.each([
		[{ image_url: PHOTO }],
		[{ config: MODERN }],
		[{ config: MODERN, image_url: 'ftp://example.com/a.jpg' }],
		[{ config: MODERN, image_url: PHOTO, variation_count: 21 }],
		[{ config: { type: 'staging' }, image_url: PHOTO }],
		[{ config: MODERN, configs: [MODERN], image_url: PHOTO }],
		[{ config: { type: 'daytodusk', sky_style: 'green' }, image_url: PHOTO }],
	])('a render of %j is refused with 400', async (body) => {
		const answer = await staging('POST', '/renders', body);
		expect(answer.status).toBe(400);
		expect(answer.json).toEqual({ message: expect.any(String) });
	});

	test('a used up photo limit is refused with 403', async () => {
		simulator.virtualStagingAi.account.photoLimit.staging = 1;
		expect((await staging('POST', '/renders', { config: MODERN, image_url: PHOTO })).status).toBe(201);
		expect((await staging('POST', '/renders', { config: MODERN, image_url: PHOTO })).status).toBe(403);
	});

	test('pages of renders follow one another without gap or overlap', async () => {
		const ids: unknown[] = [];
		for (let i = 0; i < 5; i += 1)
			ids.push((await staging('POST', '/renders', { config: MODERN, image_url: PHOTO })).json.id);
		const seen: unknown[] = [];
		let cursor: unknown = null;
		do {
			const { json } = await staging('GET', `/renders?limit=2${cursor === null ? '' : `&cursor=${String(cursor)}`}`);
			seen.push(...(json.items as Json[]).map(({ id }) => id));
			expect(json.total_count).toBe(5);
			cursor = json.next_cursor;
		} while (cursor !== null);
		expect(seen).toEqual(ids.reverse());
		expect((await staging('GET', '/renders?limit=101')).status).toBe(400);
	});

	test('variations are part of a render only on request, and paged', async () => {
		const { json } = await staging('POST', '/renders', { config: MODERN, image_url: PHOTO, variation_count: 3 });
		const path = `/renders/${String(json.id)}`;
		expect((await staging('GET', path)).json).not.toHaveProperty('variations');
		const first = (await staging('GET', `${path}?include_variations=true&variations_limit=2`)).json.variations as Json;
		const rest = (
			await staging('GET', `${path}?include_variations=true&variations_cursor=${String(first.next_cursor)}`)
		).json.variations as Json;
		expect(first.items).toHaveLength(2);
		expect(rest.items).toHaveLength(1);
		expect(rest.next_cursor).toBeNull();
	});

	test('an analysis answers when it is done and sends an event that only the query string can be matched with', async () => {
		simulator.virtualStagingAi.variationDurationMs = 5;
		const { json } = await staging('POST', '/analyze', { image_url: PHOTO, webhook_url: `${receiver.url}?maskId=1` });
		expect(json).toMatchObject({ status: 'done', percentage_masked: 42.5 });
		await until(() => receiver.received.length === 1);
		expect(receiver.received[0]).toMatchObject({
			url: '/hook?maskId=1',
			json: { event_type: 'analysis_completion', result_url: json.result_url },
		});
	});
});

describe('Virtual Staging AI webhook secret', () => {
	test.each([400, 422] as const)('a field of another name can be refused with %i', async (status) => {
		Object.assign(simulator.virtualStagingAi, { secretField: 'webhook_secret', secretRefusalStatus: status });
		expect((await staging('POST', '/user/webhook-secret', { secret: 's' })).status).toBe(status);
		expect((await staging('POST', '/user/webhook-secret', { webhook_secret: 's' })).status).toBe(200);
		expect(simulator.virtualStagingAi.webhookSecret).toBe('s');
	});

	test('the service can make the secret itself', async () => {
		simulator.virtualStagingAi.secretSource = 'server';
		const { json } = await staging('POST', '/user/webhook-secret', { secret: 's' });
		expect(json.secret).toBe(simulator.virtualStagingAi.webhookSecret);
		expect(json.secret).not.toBe('s');
	});

	test('it can be removed', async () => {
		simulator.virtualStagingAi.webhookSecret = 's';
		expect((await staging('DELETE', '/user/webhook-secret')).status).toBe(204);
		expect(simulator.virtualStagingAi.webhookSecret).toBeNull();
	});
});

describe('Virtual Staging AI deliveries', () => {
	beforeEach(() => {
		simulator.virtualStagingAi.policy.baseDelayMs = 5;
	});

	test('anything but exactly 200 is tried three more times', async () => {
		receiver.state.statuses = [204];
		const attempts = await simulator.virtualStagingAi.deliver('done', { url: receiver.url });
		expect(attempts.map(({ status }) => status)).toEqual([204, 204, 204, 204]);
		expect(new Set(receiver.received.map(({ bytes }) => bytes.toString())).size).toBe(1);
	});

	test('a 200 ends the retries', async () => {
		receiver.state.statuses = [503, 200];
		const attempts = await simulator.virtualStagingAi.deliver('done', { url: receiver.url });
		expect(attempts.map(({ status }) => status)).toEqual([503, 200]);
	});

	test('a re-serialised signature verifies against the compact JSON and not against the bytes', async () => {
		Object.assign(simulator.virtualStagingAi, { webhookSecret: 's', variant: { prefix: '', bytes: 'reserialised' } });
		await simulator.virtualStagingAi.deliver('done', { url: receiver.url });
		const [{ bytes, headers }] = receiver.received as [Received];
		expect(headers['x-vsai-signature']).toBe(hex(JSON.stringify(JSON.parse(bytes.toString())), 's'));
		expect(headers['x-vsai-signature']).not.toBe(hex(bytes, 's'));
	});

	test('held back deliveries go out when, and as often as, a test wants', async () => {
		Object.assign(simulator.virtualStagingAi, { holdDeliveries: true, variationDurationMs: 5 });
		await staging('POST', '/renders', {
			config: MODERN,
			image_url: PHOTO,
			variation_count: 2,
			webhook_url: receiver.url,
		});
		await until(() => simulator.virtualStagingAi.pendingDeliveries.length === 2);
		expect(receiver.received).toHaveLength(0);
		const [first, second] = simulator.virtualStagingAi.pendingDeliveries;
		if (first === undefined || second === undefined) throw new Error('two deliveries were expected');
		for (const delivery of [second, first, second]) await simulator.virtualStagingAi.send(delivery);
		expect(receiver.received.map(({ json }) => json)).toEqual([second.body, first.body, second.body]);
	});
});

describe('Vigthoria', () => {
	test('a generation is announced, completed and fetched', async () => {
		simulator.vigthoria.addEndpoint({ url: receiver.url, secret: 's' });
		simulator.vigthoria.generationDurationMs = 40;
		const { json } = await vigthoria('POST', '/music/generate', { prompt: 'A waltz', duration: 30 });
		expect(json).toEqual({
			id: expect.stringMatching(/^music_/),
			status: 'processing',
			estimated_time: expect.any(Number),
			queue_position: 1,
		});
		await until(() => receiver.received.length === 2);
		expect(receiver.received.map(({ json: { type } }) => type)).toEqual(['generation.started', 'generation.completed']);
		const finished = (await vigthoria('GET', `/music/${String(json.id)}`)).json;
		expect(finished.status).toBe('completed');
		expect((await fetch(String(finished.output_url))).headers.get('content-type')).toBe('audio/mpeg');
		expect((await vigthoria('GET', '/music/library')).json).toHaveLength(1);
	});

	test.each([
		['/music/generate', {}],
		['/music/generate', { prompt: 'x', duration: 29 }],
		['/video/generate', { prompt: 'x', duration: 61 }],
		['/video/generate', { prompt: 'x', type: 'hologram' }],
		['/video/generate', { prompt: 'x', resolution: '8k' }],
	])('POST %s of %j is refused with 400', async (path, body) => {
		expect((await vigthoria('POST', path, body)).status).toBe(400);
	});

	test.each([
		['', 'raw'],
		['sha256=', 'raw'],
		['', 'reserialised'],
		['sha256=', 'reserialised'],
	] as const)('the signature is %p hex over the %s body', async (prefix, bytes) => {
		const { secret } = simulator.vigthoria.addEndpoint({ url: receiver.url });
		await simulator.vigthoria.deliver('generation.completed', { variant: { prefix, bytes } });
		const [event] = receiver.received as [Received];
		const signed = bytes === 'raw' ? event.bytes : JSON.stringify(event.json);
		expect(event.headers['x-vigthoria-signature']).toBe(`${prefix}${hex(signed, secret)}`);
		expect(event.bytes.toString() === JSON.stringify(event.json)).toBe(bytes === 'raw');
	});

	test('events come in either envelope', async () => {
		simulator.vigthoria.addEndpoint({ url: receiver.url });
		await simulator.vigthoria.deliver('generation.completed');
		simulator.vigthoria.envelope = 'reference';
		await simulator.vigthoria.deliver('generation.completed');
		const [tutorial, reference] = receiver.received.map(({ json }) => json);
		expect(Object.keys(tutorial ?? {})).toEqual(['id', 'type', 'created', 'data']);
		expect(Object.keys(reference ?? {})).toEqual(['type', 'data']);
		expect(reference?.data).toMatchObject({ job_id: expect.any(String), output_url: expect.any(String) });
	});

	test('a refused delivery is tried five more times, each time after twice the delay', async () => {
		receiver.state.statuses = [500];
		simulator.vigthoria.policy.baseDelayMs = 10;
		simulator.vigthoria.addEndpoint({ url: receiver.url });
		const attempts = await simulator.vigthoria.deliver();
		expect(attempts).toHaveLength(6);
		const ends = attempts.map(({ at, ms }) => at + ms);
		const gaps = attempts.slice(1).map(({ at }, i) => at - (ends[i] ?? 0));
		for (const [i, gap] of gaps.entries()) expect(gap).toBeGreaterThanOrEqual(10 * 2 ** i - 3);
	});

	test('any 2xx ends the retries', async () => {
		receiver.state.statuses = [204];
		simulator.vigthoria.addEndpoint({ url: receiver.url });
		expect(await simulator.vigthoria.deliver()).toHaveLength(1);
	});

	test('an endpoint gets only the events that it subscribes to', async () => {
		simulator.vigthoria.addEndpoint({ url: receiver.url, events: ['payment.failed'] });
		expect(await simulator.vigthoria.deliver('workflow.finished')).toHaveLength(0);
		expect(await simulator.vigthoria.deliver('payment.failed')).toHaveLength(1);
	});
});

describe('forged deliveries', () => {
	const request = () => ({ provider: 'listingRva' as const, url: receiver.url, body: listingRvaSample(), secret: 's' });

	test('a signature can be changed, left out, and sent twice', async () => {
		await sendSigned({ ...request(), signature: (authentic) => authentic.toUpperCase() });
		await sendSigned({ ...request(), signature: null });
		await sendSigned({ ...request(), signature: (authentic) => ['0'.repeat(64), authentic] });
		const [upper, none, two] = receiver.received as [Received, Received, Received];
		expect(upper.headers['x-webhook-signature']).toBe(hex(upper.bytes, 's').toUpperCase());
		expect(none.headers).not.toHaveProperty('x-webhook-signature');
		const values = two.rawHeaders.filter((_value, i) => two.rawHeaders[i - 1] === 'X-Webhook-Signature');
		expect(values).toEqual(['0'.repeat(64), hex(two.bytes, 's')]);
	});

	test('bytes can be changed after they have been signed', async () => {
		await sendSigned({ ...request(), tamper: (bytes) => Buffer.concat([bytes, Buffer.from(' ')]) });
		const [event] = receiver.received as [Received];
		expect(event.headers['x-webhook-signature']).toBe(hex(event.bytes.subarray(0, -1), 's'));
	});

	test('headers can be added and put in place of the usual ones', async () => {
		await sendSigned({ ...request(), headers: { 'content-type': 'text/plain', 'X-Forwarded-For': '10.0.0.1' } });
		expect(receiver.received[0]?.headers).toMatchObject({
			'content-type': 'text/plain',
			'x-forwarded-for': '10.0.0.1',
		});
	});

	test('a receiver that is down gives an attempt without a status', async () => {
		await receiver.close();
		expect(await sendSigned(request())).toMatchObject({ status: null, error: 'ECONNREFUSED' });
	});
});

describe('faults', () => {
	const products = async () => await listing('GET', '/products');

	test('a status happens as often as asked for, and then all is well', async () => {
		simulator.listingRva.faults.add({
			path: '/products',
			times: 2,
			fault: { kind: 'status', status: 503, body: { a: 1 } },
		});
		expect(await products()).toMatchObject({ status: 503, json: { a: 1 } });
		expect((await listing('GET', '/webhooks')).status).toBe(200);
		expect((await products()).status).toBe(503);
		expect((await products()).status).toBe(200);
		expect(simulator.listingRva.faults.armed).toBe(0);
	});

	test('the first requests can be let through', async () => {
		simulator.listingRva.faults.add({ method: 'get', skip: 1, fault: { kind: 'status', status: 500 } });
		expect([(await products()).status, (await products()).status]).toEqual([200, 500]);
	});

	test('a connection can be reset', async () => {
		simulator.listingRva.faults.add({ path: /^\/prod/, fault: { kind: 'reset' } });
		await expect(products()).rejects.toMatchObject({ cause: { code: 'ECONNRESET' } });
	});

	test('an answer can fail to come', async () => {
		simulator.listingRva.faults.add({ fault: { kind: 'timeout' } });
		const response = fetch(`${simulator.listingRva.baseUrl}/products`, { signal: AbortSignal.timeout(50) });
		await expect(response).rejects.toThrow(/timeout/);
	});

	test('an answer can be an HTML page or half a JSON document', async () => {
		simulator.listingRva.faults.add({ fault: { kind: 'html', status: 200 } });
		simulator.listingRva.faults.add({ fault: { kind: 'half-json' } });
		const url = `${simulator.listingRva.baseUrl}/products`;
		expect(await (await fetch(url)).text()).toMatch(/^<!DOCTYPE html>/);
		await expect((await fetch(url)).json()).rejects.toThrow(/JSON/);
	});

	test('an answer can be slow', async () => {
		simulator.listingRva.faults.add({ fault: { kind: 'slow', ms: 80 } });
		const startedAt = performance.now();
		expect((await products()).status).toBe(200);
		expect(performance.now() - startedAt).toBeGreaterThan(70);
	});

	test('a request can take effect although its answer is lost', async () => {
		const fault = { kind: 'after', then: { kind: 'reset' } } as const;
		simulator.listingRva.faults.add({ method: 'POST', path: '/webhooks', fault });
		await expect(listing('POST', '/webhooks', { url: receiver.url, events: ['image.generated'] })).rejects.toThrow();
		expect(simulator.listingRva.endpoints.size).toBe(1);
	});
});

describe('the file host', () => {
	test('serves a valid image and notes the request', async () => {
		const response = await fetch(simulator.files.url('a.png'));
		const bytes = Buffer.from(await response.arrayBuffer());
		expect(bytes.subarray(0, 8).toString('latin1')).toBe('\x89PNG\r\n\x1a\n');
		expect(simulator.files.requests[0]?.headers).not.toHaveProperty('authorization');
	});

	test('serves files of the test, missing files and huge ones', async () => {
		const disposition = 'attachment; filename="x.png"';
		const url = simulator.files.add('own', { bytes: Buffer.from('mine'), contentType: 'text/plain', disposition });
		const own = await fetch(url);
		expect(await own.text()).toBe('mine');
		expect(own.headers.get('content-disposition')).toBe(disposition);
		expect((await fetch(simulator.files.url('missing'))).status).toBe(404);
		expect((await (await fetch(simulator.files.hugeUrl(3_000_001))).arrayBuffer()).byteLength).toBe(3_000_001);
	});
});

describe('samples', () => {
	test('there is one for every documented event, new each time', () => {
		const all = () => [
			...LISTING_RVA_EVENTS.map((event) => listingRvaSample(event)),
			...VIRTUAL_STAGING_AI_EVENTS.map((event) => virtualStagingAiSample(event)),
			...VIGTHORIA_EVENTS.flatMap((event) => [vigthoriaSample(event), vigthoriaSample(event, 'reference')]),
		];
		expect(all().map((body) => body.event ?? body.event_type ?? body.type)).not.toContain(undefined);
		expect(vigthoriaSample('generation.completed').id).not.toBe(vigthoriaSample('generation.completed').id);
	});
});

describe('closing', () => {
	test('breaks off retries, unanswered requests and unfinished work', async () => {
		const other = await startSimulator();
		other.vigthoria.policy.baseDelayMs = 60_000;
		other.vigthoria.addEndpoint({ url: receiver.url });
		other.listingRva.faults.add({ fault: { kind: 'timeout' } });
		receiver.state.statuses = [500];
		const delivering = other.vigthoria.deliver();
		const unanswered = fetch(`${other.listingRva.baseUrl}/products`).catch(() => 'broken off');
		await until(() => receiver.received.length === 1 && other.listingRva.requests.length === 1);
		await other.close();
		expect(await delivering).toHaveLength(1);
		expect(await unanswered).toBe('broken off');
	});
});
