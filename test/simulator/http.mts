import type { IncomingHttpHeaders, IncomingMessage, OutgoingHttpHeaders, Server, ServerResponse } from 'node:http';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { Readable } from 'node:stream';

import { Answers } from './answers.mts';
import type { Fault } from './faults.mts';
import { Faults } from './faults.mts';
import { compilePath } from './paths.mts';
import { Timers } from './timers.mts';

/** A JSON object of which nothing more is known. */
export type JsonObject = Record<string, unknown>;

/** True for a JSON object; an array is none. */
export function isJsonObject(value: unknown): value is JsonObject {
	return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** One request that reached a simulated service. */
export interface RecordedRequest {
	/** Upper case. */
	method: string;
	/** Below the base URL (`/webhooks/1`); the whole path when the request went elsewhere. */
	path: string;
	/** Path and query string as they came over the wire. */
	url: string;
	/** The last value of each name; `url` has them all. */
	query: Record<string, string>;
	/** Names in lower case, as node:http gives them. */
	headers: IncomingHttpHeaders;
	/** Parsed when it is JSON, else its text; undefined when empty. */
	body: unknown;
	rawBody: Buffer;
	/** When it arrived, epoch milliseconds. */
	at: number;
	/** Of the answer; null while there is none, and when a fault prevented it. */
	status: number | null;
	/** The whole body of the answer; null where it was not sent to its end. */
	answer: string | null;
}

/** The requests of one service in the order of their arrival. */
export class RequestJournal extends Array<RecordedRequest> {
	static override get [Symbol.species](): ArrayConstructor {
		return Array;
	}

	/** Forgets everything so far. */
	clear(): void {
		this.length = 0;
	}
}

/** What a service answers: at most one of `json`, `bytes` and `stream`. */
export interface Reply {
	status: number;
	headers?: OutgoingHttpHeaders;
	json?: unknown;
	bytes?: Buffer | string;
	stream?: Readable;
}

/** Thrown by a handler to answer with something else than success. */
export class Refusal extends Error {
	constructor(readonly reply: Reply) {
		super(`refused with status ${reply.status}`);
	}
}

/** A request as a handler sees it. */
export interface Call {
	method: string;
	path: string;
	params: Record<string, string>;
	query: URLSearchParams;
	headers: IncomingHttpHeaders;
	/** The parsed body; undefined unless the request declares JSON, as in the frameworks that such services use. */
	body: unknown;
}

/** Answers a request; throws a {@link Refusal} otherwise. */
type Handler = (call: Call) => Reply | Promise<Reply>;

interface Route {
	method: string;
	expression: RegExp;
	names: string[];
	handler: Handler;
	isPublic: boolean;
}

/** What sets one service apart from another. */
interface ServiceOptions {
	/** The path of the base URL, `/v1` for example; may be empty. */
	prefix: string;
	/** The body of an error that no handler wrote. */
	errorBody: (status: number, message: string) => JsonObject;
	/** Called before every route that isn't public, and for unknown paths; throws a {@link Refusal}. */
	guard?: (call: Call) => void;
}

const HTML_PAGE = '<!DOCTYPE html><html><head><title>Bad gateway</title></head><body><h1>Bad gateway</h1></body></html>';

/** An HTTP server on node:http with a few routes, a journal and faults. */
export class HttpService {
	readonly requests = new RequestJournal();
	readonly faults = new Faults();
	/** Other forms of the routes' answers. */
	readonly answers = new Answers();
	readonly timers = new Timers();
	private readonly routes: Route[] = [];
	private readonly server: Server;
	private host = '127.0.0.1';

	constructor(private readonly options: ServiceOptions) {
		this.server = createServer((request, response) => {
			void this.serve(request, response);
		});
		// A client's idle connection shall not be closed in the very moment in which it is used again.
		this.server.keepAliveTimeout = 60_000;
	}

	/** For example `http://127.0.0.1:4010`. */
	get origin(): string {
		const { port } = this.server.address() as AddressInfo;
		const host = this.host === '0.0.0.0' ? '127.0.0.1' : this.host;
		return `http://${host.includes(':') ? `[${host}]` : host}:${port}`;
	}

	/** What a user writes into the credential. */
	get baseUrl(): string {
		return `${this.origin}${this.options.prefix}`;
	}

	/**
	 * Adds a route. The first one that matches is used.
	 *
	 * @param template below the prefix; see {@link compilePath}
	 * @param isPublic whether the guard is left out
	 */
	route(method: string, template: string, handler: Handler, isPublic = false): void {
		this.routes.push({ method, ...compilePath(template), handler, isPublic });
	}

	/** @param port 0 for any free one */
	async listen(host: string, port: number): Promise<void> {
		this.host = host;
		await new Promise<void>((resolve, reject) => {
			this.server.once('error', reject);
			this.server.listen(port, host, () => {
				this.server.off('error', reject);
				resolve();
			});
		});
	}

	/** Ends the timers, breaks every connection and stops listening. */
	async close(): Promise<void> {
		this.timers.close();
		const closed = new Promise<void>((resolve) => {
			this.server.close(() => resolve());
		});
		this.server.closeAllConnections();
		await closed;
	}

	private async serve(request: IncomingMessage, response: ServerResponse): Promise<void> {
		try {
			const record = this.record(request, await readAll(request));
			response.once('finish', () => {
				record.status = response.statusCode;
			});
			const perform = async () => this.answers.apply(record.method, record.path, await this.perform(record));
			const fault = this.faults.take(record.method, record.path);
			if (fault === undefined) {
				const reply = await perform();
				if (reply.stream === undefined) record.answer = bodyOf(reply)?.toString() ?? '';
				write(response, reply);
			} else await this.play(fault, response, perform);
		} catch {
			// The sender went away in the middle: there is nobody left to answer.
			response.destroy();
		}
	}

	private record(request: IncomingMessage, rawBody: Buffer): RecordedRequest {
		const url = request.url ?? '/';
		const { pathname, searchParams } = new URL(url, 'http://simulator');
		const { prefix } = this.options;
		const record: RecordedRequest = {
			method: request.method ?? 'GET',
			path: pathname.startsWith(`${prefix}/`) ? pathname.slice(prefix.length) : pathname,
			url,
			query: Object.fromEntries(searchParams),
			headers: request.headers,
			body: rawBody.length === 0 ? undefined : (parseJson(rawBody) ?? rawBody.toString()),
			rawBody,
			at: Date.now(),
			status: null,
			answer: null,
		};
		this.requests.push(record);
		return record;
	}

	private async perform(record: RecordedRequest): Promise<Reply> {
		const { errorBody, guard, prefix } = this.options;
		const refuse = (status: number, message: string): Reply => ({ status, json: errorBody(status, message) });
		const { pathname, searchParams } = new URL(record.url, 'http://simulator');
		const declaresJson = /^application\/([\w.-]+\+)?json\b/i.test(record.headers['content-type'] ?? '');
		const call: Call = {
			method: record.method,
			path: record.path,
			params: {},
			query: searchParams,
			headers: record.headers,
			body: declaresJson ? parseJson(record.rawBody) : undefined,
		};
		try {
			const isBelowPrefix = pathname.startsWith(`${prefix}/`);
			const route = this.routes.find(
				({ method, expression }) => isBelowPrefix && method === call.method && expression.test(call.path),
			);
			if (isBelowPrefix && route?.isPublic !== true) guard?.(call);
			if (route === undefined) return refuse(404, `Cannot ${record.method} ${pathname}`);
			if (declaresJson && record.rawBody.length > 0 && call.body === undefined) return refuse(400, 'Malformed JSON');
			const values = route.expression.exec(call.path)?.slice(1) ?? [];
			call.params = Object.fromEntries(route.names.map((name, i) => [name, decodeURIComponent(values[i] ?? '')]));
			return await route.handler(call);
		} catch (error) {
			if (error instanceof Refusal) return error.reply;
			return refuse(500, `Defect of the simulator: ${error instanceof Error ? error.stack : String(error)}`);
		}
	}

	private async play(fault: Fault, response: ServerResponse, perform: () => Promise<Reply>, real?: Reply): Promise<void> {
		switch (fault.kind) {
			case 'status':
				write(response, {
					status: fault.status,
					headers: fault.headers,
					...(typeof fault.body === 'string' ? { bytes: fault.body } : { json: fault.body }),
				});
				return;
			case 'timeout':
				return;
			case 'reset':
				response.socket?.resetAndDestroy();
				return;
			case 'html':
				write(response, {
					status: fault.status ?? 502,
					headers: { 'content-type': 'text/html; charset=utf-8' },
					bytes: HTML_PAGE,
				});
				return;
			case 'half-json': {
				const whole = JSON.stringify(real?.json ?? { id: 'cut-off' });
				write(response, {
					status: real?.status ?? 200,
					headers: { 'content-type': 'application/json' },
					bytes: whole.slice(0, Math.ceil(whole.length / 2)),
				});
				return;
			}
			case 'slow':
				if (await this.timers.sleep(fault.ms)) write(response, real ?? (await perform()));
				return;
			case 'after':
				await this.play(fault.then, response, perform, await perform());
		}
	}
}

async function readAll(request: IncomingMessage): Promise<Buffer> {
	const chunks: Buffer[] = [];
	for await (const chunk of request) chunks.push(chunk as Buffer);
	return Buffer.concat(chunks);
}

function parseJson(bytes: Buffer): unknown {
	try {
		return JSON.parse(bytes.toString());
	} catch {
		return undefined;
	}
}

const bodyOf = ({ json, bytes }: Reply) => (json === undefined ? bytes : JSON.stringify(json));

function write(response: ServerResponse, { status, headers = {}, json, bytes, stream }: Reply): void {
	if (stream !== undefined) {
		response.writeHead(status, headers);
		response.once('close', () => stream.destroy());
		stream.once('error', () => response.socket?.resetAndDestroy());
		stream.pipe(response);
		return;
	}
	const body = bodyOf({ status, json, bytes });
	response.writeHead(status, {
		...(json === undefined ? {} : { 'content-type': 'application/json; charset=utf-8' }),
		...(status === 204 ? {} : { 'content-length': Buffer.byteLength(body ?? '') }),
		...headers,
	});
	response.end(body);
}
