// What the providers' pages say of their services, as far as no test of the nodes would notice that the simulator does otherwise.
import { createHmac } from 'node:crypto';
import type { IncomingHttpHeaders } from 'node:http';
import { buffer } from 'node:stream/consumers';

import { waitUntil } from '../harness/sleep.mts';
import type { Simulator } from '../simulator/index.mts';
import { listingRvaSample, sendSigned, startSimulator } from '../simulator/index.mts';
import { startHttpServer } from '../support/http-server.mts';

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
	const state = { statuses: [200] };
	const { url, close } = await startHttpServer((request, response) => {
		void buffer(request).then((bytes) => {
			const { url: path = '', headers, rawHeaders } = request;
			received.push({ url: path, headers, rawHeaders, bytes, json: JSON.parse(bytes.toString()) as Json });
			const status = state.statuses.length > 1 ? state.statuses.shift() : state.statuses[0];
			response.writeHead(status ?? 200).end('{"received":true}');
		});
	});
	return { url: `${url}/hook`, received, state, close };
}

const hex = (bytes: Buffer | string, secret: string) => createHmac('sha256', secret).update(bytes).digest('hex');

const until = async (condition: () => boolean) =>
	await waitUntil(() => condition() || undefined, { what: 'what the simulator does', timeoutMs: 3_000, everyMs: 5 });

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

describe('ListingRVA jobs', () => {
	const order = { productId: 'prod_mug', style: 'hero_white_bg', platform: 'shopify' };

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

	test('a re-serialised signature verifies against the compact JSON and not against the bytes', async () => {
		Object.assign(simulator.virtualStagingAi, { webhookSecret: 's', variant: { prefix: '', bytes: 'reserialised' } });
		await simulator.virtualStagingAi.deliver('done', { url: receiver.url });
		const [{ bytes, headers }] = receiver.received as [Received];
		expect(headers['x-vsai-signature']).toBe(hex(JSON.stringify(JSON.parse(bytes.toString())), 's'));
		expect(headers['x-vsai-signature']).not.toBe(hex(bytes, 's'));
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

	test('a request can take effect although its answer is lost', async () => {
		const fault = { kind: 'after', then: { kind: 'reset' } } as const;
		simulator.listingRva.faults.add({ method: 'POST', path: '/webhooks', fault });
		await expect(listing('POST', '/webhooks', { url: receiver.url, events: ['image.generated'] })).rejects.toThrow();
		expect(simulator.listingRva.endpoints.size).toBe(1);
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
