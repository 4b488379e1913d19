import { Readable } from 'node:stream';
import { setImmediate } from 'node:timers/promises';

import { pathExpression } from './faults.mts';
import { bytesOf, isJsonObject, type JsonObject, type Reply } from './http.mts';

/** Makes another answer of the one that a handler gave; what was asked for has been done by then. */
export type Change = (reply: Reply, use: { earlier: number; first: number }) => Reply;

const same = (reply: Reply) => reply;

/** Other forms of a service's answers. Rules that match the same request are applied in the order in which they were added. */
export class Answers {
	/** The form of errors. */
	refusals = same;
	private rules: Array<{ method: string; path: RegExp; change: Change; used: number; first?: number }> = [];

	/** Changes the answers to a method (upper case) and a path or path template below the base URL. */
	change(method: string, path: string, change: Change): void {
		this.rules.push({ method, path: pathExpression(path), change, used: 0 });
	}

	/** Goes back to the plain answers. */
	clear(): void {
		this.rules = [];
		this.refusals = same;
	}

	/** @returns what is sent in place of a reply */
	apply(request: { method: string; path: string }, reply: Reply): Reply {
		if (reply.status >= 400) return this.refusals(reply);
		return this.rules
			.filter(({ method, path }) => method === request.method && path.test(request.path))
			.reduce(
				(answer, rule) => rule.change(answer, { earlier: rule.used++, first: (rule.first ??= Date.now()) }),
				reply,
			);
	}
}

/** Another JSON value. */
export const json =
	(edit: (value: unknown) => unknown): Change =>
	(reply) =>
		reply.json === undefined ? reply : { ...reply, json: edit(reply.json) };

/** Another JSON object; anything else stays as it is. */
export const object = (edit: (value: JsonObject) => unknown): Change =>
	json((value) => (isJsonObject(value) ? edit(value) : value));

/** The value below a name, or below several. */
export const within = (...path: string[]): Change =>
	json((value) => path.reduceRight<unknown>((inner, name) => ({ [name]: inner }), value));

/** Fields under other names. */
export const renamed = (names: Readonly<Record<string, string>>): Change =>
	json(function rename(value: unknown): unknown {
		if (Array.isArray(value)) return value.map(rename);
		if (!isJsonObject(value)) return value;
		return Object.fromEntries(Object.entries(value).map(([name, inner]) => [names[name] ?? name, rename(inner)]));
	});

/** Without some fields. */
export const without = (...names: string[]): Change =>
	object((value) => Object.fromEntries(Object.entries(value).filter(([name]) => !names.includes(name))));

const text = (content: string | Buffer, type = 'text/plain; charset=utf-8') => ({
	bytes: content,
	headers: { 'content-type': type },
});

/** JSON that is declared as text. */
export const jsonAsText: Change = (reply) => ({ status: reply.status, ...text(bytesOf(reply)) });

/** A word in place of JSON. */
export const word =
	(content: string): Change =>
	({ status: code }) => ({ status: code, ...text(content) });

/** A proxy's page, with the same status. */
export const page = ({ status: code }: Pick<Reply, 'status'>): Reply => ({
	status: code,
	...text('<!DOCTYPE html><html><body>One moment, please</body></html>', 'text/html'),
});

/** Nothing. */
export const empty: Change = ({ status: code }) => ({ status: code, bytes: '' });

/** 204, which has no body. */
export const noContent: Change = () => ({ status: 204 });

/** The first half of the body, and then silence. */
export const stalls: Change = (reply) => firstHalf(reply, async () => await new Promise(() => {}));

/** The first half of the body, and then the connection breaks. */
export const breaksOff: Change = (reply) =>
	firstHalf(reply, async () => {
		await setImmediate();
		throw new Error('The simulated connection breaks');
	});

function firstHalf(reply: Reply, end: () => Promise<void>): Reply {
	const body = bytesOf(reply);
	async function* chunks() {
		yield body.subarray(0, Math.ceil(body.length / 2));
		await end();
	}
	const headers = {
		'content-type': 'application/json; charset=utf-8',
		...reply.headers,
		'content-length': body.length,
	};
	return { status: reply.status, headers, stream: Readable.from(chunks()) };
}

/** Another status, the work having been done. */
export const status =
	(code: number, headers: Record<string, string> = {}): Change =>
	() => ({ status: code, headers, json: { message: 'Please try again later' } });

/** A change of the first answers only. */
export const atFirst =
	(times: number, change: Change): Change =>
	(reply, use) =>
		use.earlier < times ? change(reply, use) : reply;

/** A change that lasts for some time from the first answer on, milliseconds. */
export const during =
	(milliseconds: number, change: Change): Change =>
	(reply, use) =>
		Date.now() < use.first + milliseconds ? change(reply, use) : reply;
