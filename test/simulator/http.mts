import { setMaxListeners } from 'node:events';
import type { IncomingHttpHeaders, IncomingMessage, ServerResponse } from 'node:http';
import type { Readable } from 'node:stream';
import { text } from 'node:stream/consumers';
import { setTimeout } from 'node:timers/promises';

import { type HttpServer, startHttpServer } from '../support/http-server.mts';
import { Answers, page } from './answers.mts';
import { type Fault, Faults, pathExpression } from './faults.mts';

/** A JSON object of which nothing more is known. */
export type JsonObject = Record<string, unknown>;

/** True for a JSON object; an array is none. */
export const isJsonObject = (value: unknown): value is JsonObject =>
	typeof value === 'object' && value !== null && !Array.isArray(value);

/** One request that reached a simulated service. */
export interface RecordedRequest {
	/** Upper case. */
	method: string;
	/** Below the base URL (`/webhooks/1`); the whole path when the request went elsewhere. */
	path: string;
	/** Path and query string as they came over the wire. */
	url: string;
	/** The last value of each name; `url` has them all. */
	query: Record<string, string | undefined>;
	/** Names in lower case, as node:http gives them. */
	headers: IncomingHttpHeaders;
	/** Parsed when it is JSON, else its text; undefined when empty. */
	body: unknown;
	/** When it arrived, epoch milliseconds. */
	at: number;
	/** Of the answer; null while there is none, and when a fault prevented it. */
	status: number | null;
	/** The whole body of the answer; null where it was not sent to its end. */
	answer: string | null;
}

/** What a service answers: at most one of `json`, `bytes` and `stream`. */
export interface Reply {
	status: number;
	headers?: Record<string, string | number>;
	json?: unknown;
	bytes?: Buffer | string;
	stream?: Readable;
}

/** Success, with a JSON value. */
export const ok = (json: unknown): Reply => ({ status: 200, json });

/** Thrown by a handler to answer with something else than success. */
class Refusal extends Error {
	constructor(readonly reply: Reply) {
		super(`refused with status ${reply.status}`);
	}
}

/** A request as a handler sees it. Its body is undefined unless it declares JSON, as in the frameworks that such services use. */
export type Call = RecordedRequest & { params: Record<string, string> };

/** The answers to requests by `<METHOD> <path template below the base URL>`. The first one that matches is used. */
export type Routes = Record<string, (call: Call) => Reply | Promise<Reply>>;

/** An HTTP server with a few routes, a journal and faults. */
export abstract class HttpService {
	/** Every request, in the order of arrival. */
	readonly requests: RecordedRequest[] = [];
	readonly faults = new Faults();
	/** Other forms of the routes' answers. */
	readonly answers = new Answers();
	/** What a user writes into the credential. */
	baseUrl = '';
	protected abstract readonly routes: Routes;
	/** Closing leaves no wait behind that keeps a process alive. */
	protected readonly closing = new AbortController();
	private server?: HttpServer;

	/** @param prefix the path of the base URL, `/v1` for example */
	constructor(private readonly prefix = '') {
		setMaxListeners(0, this.closing.signal);
	}

	/** Starts it on a free port of the loopback interface. */
	async listen(): Promise<void> {
		this.server = await startHttpServer((request, response) => {
			// When the sender goes away in the middle, there is nobody left to answer.
			this.serve(request, response).catch(() => response.destroy());
		});
		this.baseUrl = `${this.server.url}${this.prefix}`;
	}

	/** Ends every wait, breaks every connection and stops listening. */
	async close(): Promise<void> {
		this.closing.abort();
		await this.server?.close();
	}

	/** Waits some milliseconds; Infinity keeps work pending. Returns false when the service closes first. */
	protected async sleep(ms: number): Promise<boolean> {
		// setTimeout fires at once for longer delays.
		return await setTimeout(Math.min(ms, 2 ** 31 - 1), true, { signal: this.closing.signal }).catch(() => false);
	}

	/** Runs an action after some milliseconds, unless the service closes first. */
	protected after(ms: number, action: () => void): void {
		void this.sleep(ms).then((elapsed) => elapsed && action());
	}

	/** The body of an error. */
	protected errorBody(_status: number, message: string): JsonObject {
		return { message };
	}

	/** Called before every route, and for unknown paths below the prefix; throws a {@link Refusal}. */
	protected guard(_call: Call): void {}

	/** @returns what a handler throws to refuse a request */
	protected refusal(status: number, message: string, headers?: Reply['headers']): Refusal {
		return new Refusal({ status, headers, json: this.errorBody(status, message) });
	}

	private async serve(request: IncomingMessage, response: ServerResponse): Promise<void> {
		const sent = await text(request);
		const { method = '', url = '', headers } = request;
		const { pathname, searchParams } = new URL(url, 'http://simulator');
		const record: RecordedRequest = {
			method,
			path: pathname.startsWith(`${this.prefix}/`) ? pathname.slice(this.prefix.length) : pathname,
			url,
			query: Object.fromEntries(searchParams),
			headers,
			body: parseJson(sent) ?? (sent || undefined),
			at: Date.now(),
			status: null,
			answer: null,
		};
		this.requests.push(record);
		response.once('finish', () => Object.assign(record, { status: response.statusCode }));
		const perform = async () => this.answers.apply(record, await this.perform(record));
		const fault = this.faults.take(record);
		const reply = fault === undefined ? await perform() : await this.spoil(fault, perform);
		if (reply === 'reset') response.socket?.resetAndDestroy();
		if (typeof reply === 'string') return;
		if (fault === undefined && reply.stream === undefined) record.answer = bytesOf(reply).toString();
		write(response, reply);
	}

	private async perform(record: RecordedRequest): Promise<Reply> {
		const { method, path, url, headers } = record;
		const declaresJson = /^application\/([\w.-]+\+)?json\b/i.test(headers['content-type'] ?? '');
		const call: Call = { ...record, body: declaresJson ? record.body : undefined, params: {} };
		try {
			if (!url.startsWith(`${this.prefix}/`)) throw this.refusal(404, `Cannot ${method} ${url}`);
			this.guard(call);
			for (const [route, handler] of Object.entries(this.routes)) {
				const [routeMethod, template] = route.split(' ');
				const match = routeMethod === method && pathExpression(template).exec(path);
				if (!match) continue;
				const groups = Object.entries(match.groups ?? {});
				call.params = Object.fromEntries(groups.map(([name, value]) => [name, decodeURIComponent(value)]));
				return await handler(call);
			}
			throw this.refusal(404, `Cannot ${method} ${url}`);
		} catch (error) {
			if (error instanceof Refusal) return error.reply;
			return this.refusal(500, `Defect of the simulator: ${error instanceof Error ? error.stack : String(error)}`)
				.reply;
		}
	}

	/** @returns the answer in spite of a fault, or what becomes of the connection without one */
	private async spoil(fault: Fault, perform: () => Promise<Reply>, done?: Reply): Promise<Reply | 'reset' | 'timeout'> {
		switch (fault.kind) {
			case 'status': {
				const { status, headers, body } = fault;
				return { status, headers, ...(typeof body === 'string' ? { bytes: body } : { json: body }) };
			}
			case 'html':
				return page({ status: fault.status ?? 502 });
			case 'half-json': {
				const { status, json } = done ?? { status: 200, json: { id: 'cut-off' } };
				const whole = JSON.stringify(json);
				return {
					status,
					headers: { 'content-type': 'application/json' },
					bytes: whole.slice(0, Math.ceil(whole.length / 2)),
				};
			}
			case 'slow':
				return (await this.sleep(fault.ms)) ? (done ?? (await perform())) : 'timeout';
			case 'after':
				return await this.spoil(fault.then, perform, await perform());
			default:
				return fault.kind;
		}
	}
}

function parseJson(content: string): unknown {
	try {
		return JSON.parse(content);
	} catch {
		return undefined;
	}
}

/** The body of a reply that is no stream. */
export const bytesOf = ({ json, bytes = '' }: Reply): Buffer =>
	Buffer.from(json === undefined ? bytes : JSON.stringify(json));

function write(response: ServerResponse, reply: Reply): void {
	const { status, headers, json, stream } = reply;
	response.statusCode = status;
	const type = json !== undefined && { 'content-type': 'application/json; charset=utf-8' };
	response.setHeaders(new Map(Object.entries({ ...type, ...headers })));
	if (stream === undefined) return void response.end(bytesOf(reply));
	response.once('close', () => stream.destroy());
	stream.once('error', () => response.socket?.resetAndDestroy());
	stream.pipe(response);
}
