import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

import type { IBinaryData, NodeApiError } from 'n8n-workflow';

import { listingRvaApi } from '../../../nodes/ListingRva/api.ts';
import type { GenerationEvent } from '../../../nodes/shared/event/event.ts';
import { downloadFile } from '../../../nodes/shared/http/download.ts';
import { withResultFiles } from '../../../nodes/shared/http/result-files.ts';
import { makeExecuteContext, makeWebhookContext } from '../support/n8n-contexts.mts';
import { actionNodes } from './run-action.mts';

const MEGABYTE = 1024 * 1024;

/** Every byte tells where it belongs. */
const file = Buffer.from(Array.from({ length: 200_000 }, (_, offset) => (offset * 31 + (offset >> 8)) % 256));
const HALF = 100_000;

type Handler = (request: IncomingMessage, response: ServerResponse, attempt: number) => void;

let server: Server | undefined;
let requests: IncomingMessage[] = [];

afterEach(async () => {
	server?.closeAllConnections();
	await new Promise((resolve) => (server === undefined ? resolve(undefined) : server.close(resolve)));
	server = undefined;
});

/** Starts the host of the file. */
async function host(handler: Handler): Promise<string> {
	requests = [];
	server = createServer((request, response) => {
		requests.push(request);
		handler(request, response, requests.length);
	});
	await new Promise<void>((resolve) => server?.listen(0, '127.0.0.1', resolve));
	return `http://127.0.0.1:${(server?.address() as AddressInfo).port}`;
}

const credentials = (baseUrl: string) => ({ listingRvaApi: { accessToken: 'token-of-the-test', baseUrl } });

const executeContext = (baseUrl: string, abortSignal?: AbortSignal) =>
	makeExecuteContext({ nodeType: actionNodes.listingRva, credentials: credentials(baseUrl), abortSignal });

async function download(
	address: string,
	{
		baseUrl = 'http://127.0.0.1:1/api',
		abortSignal,
		...limits
	}: {
		baseUrl?: string;
		abortSignal?: AbortSignal;
		maxBytes?: number;
		idleTimeout?: number;
		timeLimit?: AbortSignal;
	} = {},
): Promise<IBinaryData> {
	return await downloadFile(executeContext(baseUrl, abortSignal), listingRvaApi, address, {
		fallbackName: 'file',
		...limits,
	});
}

const failed = async (running: Promise<unknown>) => (await running.catch((error: unknown) => error)) as NodeApiError;

const contentOf = ({ data }: IBinaryData) => Buffer.from(data, 'base64');

const event = (...urls: string[]): GenerationEvent => ({
	provider: 'listingRva',
	event: 'image.generated',
	id: 'job_1|image.generated',
	timestamp: null,
	status: 'completed',
	jobId: 'job_1',
	variationId: null,
	results: urls.map((url) => ({ url })),
	error: null,
	verifiedBy: 'signature',
	body: {},
});

/** Sends half of the file, then breaks the connection. */
function breakOff(response: ServerResponse, headers: Record<string, string> = {}): void {
	response.writeHead(200, { 'content-length': file.length, ...headers });
	response.write(file.subarray(0, HALF), () => setTimeout(() => response.socket?.destroy(), 20));
}

const whole = (response: ServerResponse, headers: Record<string, string> = {}) =>
	response.writeHead(200, { 'content-length': file.length, ...headers }).end(file);

/** Sends what a Range header asks for, as a storage service does. */
function rest({ headers }: IncomingMessage, response: ServerResponse, more: Record<string, string> = {}): void {
	const offset = Number(/^bytes=(\d+)-$/.exec(headers.range ?? '')?.[1]);
	response
		.writeHead(206, { 'content-range': `bytes ${offset}-${file.length - 1}/${file.length}`, ...more })
		.end(file.subarray(offset));
}

describe('a download whose connection breaks', () => {
	test('goes on where it broke off', async () => {
		const origin = await host((request, response, attempt) =>
			attempt === 1 ? breakOff(response, { etag: '"1"' }) : rest(request, response, { etag: '"1"' }),
		);

		expect(contentOf(await download(`${origin}/file.bin`)).equals(file)).toBe(true);
		expect(requests[1]?.headers).toMatchObject({ range: `bytes=${HALF}-`, 'if-range': '"1"' });
	});

	test('goes on as often as a request is repeated, and no further', async () => {
		const origin = await host(({ headers }, response) => {
			const offset = Number(/^bytes=(\d+)-$/.exec(headers.range ?? 'bytes=0-')?.[1]);
			response.writeHead(offset === 0 ? 200 : 206, {
				'content-range': `bytes ${offset}-${file.length - 1}/${file.length}`,
			});
			response.write(file.subarray(offset, offset + 1_000), () => setTimeout(() => response.socket?.destroy(), 20));
		});
		const error = await failed(download(`${origin}/file.bin`));

		expect(error.message).toBe('The file could not be downloaded');
		expect(error.description).toContain('ended after 4000 bytes');
		expect(requests).toHaveLength(4);
	});

	test('begins again at a host without ranges, and takes no byte twice', async () => {
		const origin = await host((_request, response, attempt) => (attempt === 1 ? breakOff(response) : whole(response)));

		expect(contentOf(await download(`${origin}/file.bin`)).equals(file)).toBe(true);
		expect(requests).toHaveLength(2);
	});

	test('does not put two versions of a file together', async () => {
		const origin = await host((_request, response, attempt) =>
			attempt === 1 ? breakOff(response, { etag: '"1"' }) : whole(response, { etag: '"2"' }),
		);

		expect((await failed(download(`${origin}/file.bin`))).description).toContain('the file has changed since');
	});

	test('does not take a range that begins elsewhere', async () => {
		const origin = await host((_request, response, attempt) =>
			attempt === 1 ? breakOff(response) : response.writeHead(206, { 'content-range': 'bytes 7-9/10' }).end('abc'),
		);

		expect((await failed(download(`${origin}/file.bin`))).message).toBe('The file could not be downloaded');
	});

	test('asks for the bytes as they are stored, since a compressed body has no offsets', async () => {
		const origin = await host((_request, response) => whole(response));
		await download(`${origin}/file.bin`);

		expect(requests[0]?.headers['accept-encoding']).toBe('identity');
	});
});

test('a page in place of the file is no file', async () => {
	const origin = await host((_request, response) =>
		response.writeHead(200, { 'content-type': 'text/html; charset=utf-8' }).end('<html>Please sign in</html>'),
	);
	const error = await failed(download(`${origin}/file.bin`));
	expect(error.message).toBe('The file could not be downloaded');
	expect(error.description).toContain('a web page instead of the file');
});

describe('a download that stalls', () => {
	test('is continued on a new connection', async () => {
		const origin = await host((request, response, attempt) => {
			if (attempt > 1) return rest(request, response);
			response.writeHead(200, { 'content-length': file.length });
			response.write(file.subarray(0, HALF));
		});

		expect(contentOf(await download(`${origin}/file.bin`, { idleTimeout: 200 })).equals(file)).toBe(true);
	});

	test('ends when no connection brings another byte', async () => {
		const origin = await host((_request, response) => {
			response.writeHead(200, { 'content-length': file.length });
			response.flushHeaders();
		});
		const error = await failed(download(`${origin}/file.bin`, { idleTimeout: 100 }));

		expect(error.message).toBe('The file could not be downloaded');
		expect(error.description).toContain('no data for 0.1 seconds');
		expect(requests).toHaveLength(4);
	});

	test('is not one that is slow', async () => {
		const origin = await host((_request, response) => {
			response.writeHead(200, { 'content-length': 5 });
			let sent = 0;
			const timer = setInterval(() => {
				response.write('x');
				if (++sent === 5) clearInterval(timer);
			}, 80);
		});

		expect(contentOf(await download(`${origin}/file.bin`, { idleTimeout: 200 })).toString()).toBe('xxxxx');
		expect(requests).toHaveLength(1);
	});

	test('ends with the execution', async () => {
		const controller = new AbortController();
		const origin = await host((_request, response) => {
			response.writeHead(200, { 'content-length': file.length });
			response.write(file.subarray(0, HALF));
			setTimeout(() => controller.abort(), 50);
		});
		const startedAt = Date.now();
		await failed(download(`${origin}/file.bin`, { abortSignal: controller.signal }));

		expect(Date.now() - startedAt).toBeLessThan(2_000);
		expect(requests).toHaveLength(1);
	});
});

/** Sends a byte now and then, so that the connection is never silent for long. */
function drip(response: ServerResponse): void {
	response.writeHead(200).flushHeaders();
	const timer = setInterval(() => response.write('x'), 20);
	response.on('close', () => clearInterval(timer));
	setTimeout(() => response.end(), 3_000);
}

describe('the time limit of a download', () => {
	afterEach(() => jest.restoreAllMocks());

	test('ends one that never falls silent', async () => {
		const origin = await host((_request, response) => drip(response));
		const startedAt = Date.now();
		const error = await failed(download(`${origin}/file.bin`, { timeLimit: AbortSignal.timeout(300) }));

		expect(Date.now() - startedAt).toBeLessThan(1_500);
		expect(error.message).toBe('The file could not be downloaded');
		expect(error.description).toMatch(/127\.0\.0\.1 took longer than 30 minutes and was stopped after \d+ bytes/);
		expect(requests).toHaveLength(1);
	});

	test('includes the pauses before the host is asked again', async () => {
		const origin = await host((_request, response) => response.writeHead(429, { 'retry-after': '3' }).end());
		const startedAt = Date.now();
		const error = await failed(download(`${origin}/file.bin`, { timeLimit: AbortSignal.timeout(300) }));

		expect(Date.now() - startedAt).toBeLessThan(1_500);
		expect(error.description).toContain('took longer than 30 minutes and was stopped after 0 bytes');
	});

	test.each([
		['30 minutes in an execution', executeContext('http://127.0.0.1:1'), 1_800_000],
		[
			'1 minute where the sender of a delivery waits',
			makeWebhookContext({
				nodeType: actionNodes.listingRva,
				credentials: credentials('http://127.0.0.1:1'),
				request: {},
			}),
			60_000,
		],
	])('is %s, for all files of an event together', async (_what, context, milliseconds) => {
		const timeout = AbortSignal.timeout.bind(AbortSignal);
		const limits = jest.spyOn(AbortSignal, 'timeout').mockImplementation(() => timeout(300));
		const origin = await host((_request, response) => drip(response));
		const startedAt = Date.now();

		const { json, binary } = await withResultFiles(
			context,
			listingRvaApi,
			event(`${origin}/a.bin`, `${origin}/b.bin`, `${origin}/c.bin`),
			50,
		);

		expect(Date.now() - startedAt).toBeLessThan(1_500);
		expect(limits.mock.calls).toEqual([[milliseconds]]);
		expect(binary).toEqual({});
		expect(json.issues).toEqual([
			expect.stringContaining('result_0: The file could not be downloaded'),
			expect.stringContaining('result_1: The file could not be downloaded'),
			expect.stringContaining('result_2: The file could not be downloaded'),
		]);
	});
});

describe('the size limit of a download', () => {
	test('is applied to the announced size, before a byte is read', async () => {
		const origin = await host((_request, response) =>
			response.writeHead(200, { 'content-length': 12 * MEGABYTE }).flushHeaders(),
		);
		const error = await failed(download(`${origin}/file.bin`, { maxBytes: 10 * MEGABYTE }));

		expect(error.message).toBe('The file is too large');
		expect(error.description).toContain('larger than 10 MB. Raise Max File Size');
	});

	test('is applied on the way to a file that announces none', async () => {
		let sent = 0;
		const origin = await host((_request, response) => {
			response.writeHead(200);
			const more = () => {
				for (; sent < 64 * MEGABYTE && response.write(Buffer.alloc(65_536)); sent += 65_536);
			};
			response.on('drain', more);
			more();
		});
		const error = await failed(download(`${origin}/file.bin`, { maxBytes: MEGABYTE }));

		expect(error.message).toBe('The file is too large');
		expect(sent).toBeLessThan(32 * MEGABYTE);
		expect(requests).toHaveLength(1);
	});
});

describe('the address of a file', () => {
	test('may be relative to the base URL', async () => {
		const origin = await host((_request, response) => whole(response));
		await download('/v1/results/1', { baseUrl: `${origin}/v1` });
		await download('results/2', { baseUrl: `${origin}/v1` });

		expect(requests.map(({ url }) => url)).toEqual(['/v1/results/1', '/v1/results/2']);
	});

	test('is named where it is no address', async () => {
		const error = await failed(download('https://[broken'));

		expect(error.message).toBe('The address of the file is not valid');
		expect(error.description).toContain('"https://[broken"');
	});

	test.each(['data:text/plain,hello', 'javascript:alert(1)', 'file:///etc/passwd'])(
		'may not be %s',
		async (address) => {
			expect((await failed(download(address))).message).toBe('The file is not at a secure address');
		},
	);
});

describe('the result files of an event', () => {
	test('are passed on though one of them is missing, and the event says which and why', async () => {
		const origin = await host(({ url }, response) =>
			url === '/gone' ? response.writeHead(404).end() : whole(response),
		);

		const { json, binary } = await withResultFiles(
			executeContext('http://127.0.0.1:1'),
			listingRvaApi,
			event(`${origin}/a.bin`, `${origin}/gone`, 'https://[broken', `${origin}/b.bin`),
			50,
		);

		expect(Object.keys(binary)).toEqual(['result_0', 'result_3']);
		expect(json.issues).toEqual([
			expect.stringContaining('result_1: The file could not be downloaded (404)'),
			expect.stringContaining('result_2: The address of the file is not valid'),
		]);
	});

	test('are limited in size', async () => {
		const origin = await host((_request, response) =>
			response.writeHead(200, { 'content-length': 3 * MEGABYTE }).flushHeaders(),
		);

		const { json, binary } = await withResultFiles(
			executeContext('http://127.0.0.1:1'),
			listingRvaApi,
			event(`${origin}/a`),
			2,
		);

		expect(binary).toEqual({});
		expect(json.issues).toEqual([expect.stringContaining('result_0: The file is too large')]);
	});

	test('are asked for once where the sender of a delivery waits', async () => {
		const origin = await host((_request, response) => response.socket?.destroy());
		const context = makeWebhookContext({
			nodeType: actionNodes.listingRva,
			credentials: credentials('http://127.0.0.1:1'),
			request: {},
		});

		const { json } = await withResultFiles(context, listingRvaApi, event(`${origin}/a`), 2);

		expect(json.issues).toHaveLength(1);
		expect(requests).toHaveLength(1);
	});
});
