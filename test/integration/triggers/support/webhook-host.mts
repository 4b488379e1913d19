import type { IncomingMessage, ServerResponse } from 'node:http';
import { buffer } from 'node:stream/consumers';
import { createGunzip, createInflate } from 'node:zlib';

import type { INodeExecutionData, IWebhookDescription, IWebhookResponseData } from 'n8n-workflow';

import { type HttpServer, startHttpServer } from '../../../support/http-server.mts';

/** N8N_PAYLOAD_SIZE_MAX, in bytes. */
const PAYLOAD_LIMIT = 16 * 1024 * 1024;

/** A request with what n8n and express add before a node sees it. `rawBody` is missing until it has been read. */
export interface WebhookRequest extends IncomingMessage {
	ip: string;
	query: Record<string, string>;
	params: Record<string, string>;
	body?: unknown;
}

/** A node's `webhook()`, bound to its context. */
type Receive = (request: WebhookRequest, response: ServerResponse) => Promise<IWebhookResponseData>;

/** An execution that n8n stored: with the trigger's items, or failed because `webhook()` threw. */
type StoredExecution = { items: INodeExecutionData[] } | { error: unknown };

/** What n8n refuses a request with. */
export class HttpError extends Error {
	constructor(
		readonly status: number,
		message: string,
	) {
		super(message);
	}
}

const hosts: HttpServer[] = [];

/** Ends every host that a test has started. */
export async function closeHosts(): Promise<void> {
	await Promise.all(hosts.splice(0).map(async (host) => await host.close()));
}

/** Starts a host that listens until {@link closeHosts}. */
export async function startWebhookHost(receive: Receive, [description]: readonly IWebhookDescription[] = []) {
	const host = new WebhookHost(receive, description);
	const server = await startHttpServer((request, response) => {
		void host.serve(request, response);
	});
	hosts.push(server);
	return Object.assign(host, { baseUrl: `${server.url}/webhook`, close: server.close });
}

/**
 * Does for each request what n8n 2.41.1 does before and after it calls the `webhook()` of a node whose version is above 1 and whose
 * response mode is `onReceived`. Sources: n8n/dist, middlewares/body-parser.js, webhooks/webhook-helpers.js (executeWebhook,
 * parseRequestBody), webhooks/webhook-request-handler.js (setupCorsHeaders) and response-helper.js.
 */
export class WebhookHost {
	/** For example `http://127.0.0.1:4010/webhook`: what n8n calls its webhook base URL. */
	baseUrl = '';
	/** In the order in which they were stored. */
	readonly executions: StoredExecution[] = [];
	/** How many requests have reached the node. */
	requests = 0;
	/** Stands for n8n's database: a test may make it slow or let it fail. */
	store: (items: INodeExecutionData[]) => Promise<void> = async () => {};
	/** N8N_PROXY_HOPS: how many proxies in front of n8n are trusted to tell the sender's address. */
	proxyHops: 0 | 1 = 0;

	constructor(
		private readonly receive: Receive,
		private readonly description: IWebhookDescription,
	) {}

	/** Answers a request. */
	async serve(incoming: IncomingMessage, response: ServerResponse): Promise<void> {
		const request = prepare(incoming, this.proxyHops);
		// n8n's setupCorsHeaders and, outside its webhooks, corsMiddleware: they name the methods to whoever asks as a
		// browser does.
		const isWebhook = /^\/webhook(?:-test|-waiting)?\//.test(incoming.url ?? '');
		if (incoming.method === 'OPTIONS') {
			const methods = isWebhook ? 'OPTIONS, POST' : 'GET, POST, OPTIONS, PUT, PATCH, DELETE';
			// Of an execution that waits, n8n knows no methods before it looks it up.
			const isKnown = !/^\/webhook-waiting\//.test(incoming.url ?? '');
			if ('origin' in incoming.headers && isKnown) response.setHeader('access-control-allow-methods', methods);
			if (isWebhook) response.setHeader('access-control-max-age', '300');
			response.writeHead(204).end();
			return;
		}
		if (!isWebhook) {
			sendJson(response, 404, { code: 404, message: 'Not found' });
			return;
		}
		try {
			await parseBody(request);
			await this.execute(request, response);
		} catch (error) {
			const status = error instanceof HttpError ? error.status : 500;
			const { message } = error as Error;
			sendJson(response, status, { code: error instanceof HttpError ? status : 0, message });
		}
	}

	private async execute(request: WebhookRequest, response: ServerResponse): Promise<void> {
		let result: IWebhookResponseData;
		this.requests += 1;
		try {
			result = await this.receive(request, response);
		} catch (error) {
			if (error instanceof HttpError) throw error;
			this.executions.push({ error });
			throw new Error('Workflow Webhook Error: Workflow could not be started!');
		}
		const answered = result.noWebhookResponse === true;
		if (result.workflowData === undefined) {
			const body: unknown = result.webhookResponse ?? { message: 'Webhook call received' };
			if (!answered) typeof body === 'string' ? send(response, body) : sendJson(response, 200, body);
			return;
		}
		const [items = []] = result.workflowData;
		try {
			await this.store(items);
		} catch {
			throw new Error('There was a problem executing the workflow');
		}
		this.executions.push({ items });
		const { responseData } = this.description;
		const text: unknown = responseData === '' ? result.webhookResponse : responseData;
		if (!answered) send(response, typeof text === 'string' ? text : 'firstEntryJson');
	}
}

/** n8n's rawBodyReader, and what express knows of a request. */
function prepare(request: IncomingMessage, proxyHops: number): WebhookRequest {
	const { headers, socket, url = '/' } = request;
	const forwarded = String(headers['x-forwarded-for'] ?? '')
		.split(',')
		.at(-1)
		?.trim();
	const prepared = Object.assign(request, {
		ip: proxyHops === 1 && forwarded ? forwarded : (socket.remoteAddress ?? ''),
		contentType: headers['content-type']?.split(';')[0].trim().toLowerCase(),
		query: Object.fromEntries(new URL(url, 'http://n8n').searchParams),
		params: {},
		readRawBody: async () => {
			prepared.rawBody ??= await readRawBody(request);
		},
	});
	return prepared;
}

async function readRawBody(request: IncomingMessage): Promise<Buffer> {
	if (request.destroyed || !request.readable) {
		throw new HttpError(400, 'Request body stream was aborted or is not readable');
	}
	const decoders = { gzip: createGunzip, deflate: createInflate };
	const decoder = decoders[request.headers['content-encoding'] as keyof typeof decoders];
	const bytes = await buffer(decoder === undefined ? request : request.pipe(decoder()));
	// n8n does not know this error, and answers 500.
	if (bytes.length > PAYLOAD_LIMIT) throw new Error('request entity too large');
	return bytes;
}

async function parseBody(request: WebhookRequest): Promise<void> {
	const { contentType = '' } = request;
	if (contentType === 'multipart/form-data') {
		// n8n's form parser takes the stream and leaves no raw body.
		await buffer(request);
		request.body = { data: {}, files: {} };
		return;
	}
	const parsed =
		/^(?:application\/json|text\/plain|application\/x-www-form-urlencoded)/.test(contentType) ||
		/[/+]xml$/.test(contentType);
	if (!parsed) return;
	await request.readRawBody();
	if (contentType !== 'application/json' || request.rawBody.length === 0) return;
	try {
		request.body = JSON.parse(request.rawBody.toString().replace(/^\uFEFF/, ''));
	} catch {
		throw new HttpError(422, 'Failed to parse request body');
	}
}

/** As express's `response.send` does with a text, whether or not the sender is still there: HTML, unless the type has been set before. */
function send(response: ServerResponse, text: string): void {
	if (!response.hasHeader('content-type')) response.setHeader('content-type', 'text/html; charset=utf-8');
	response.setHeader('content-length', Buffer.byteLength(text));
	response.end(text);
}

function sendJson(response: ServerResponse, status: number, body: unknown): void {
	if (response.headersSent) return;
	response.statusCode = status;
	if (!response.hasHeader('content-type')) response.setHeader('content-type', 'application/json; charset=utf-8');
	send(response, JSON.stringify(body));
}
