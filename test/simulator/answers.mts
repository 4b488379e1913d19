import { Readable } from 'node:stream';

import type { Reply } from './http.mts';
import { isJsonObject, type JsonObject } from './http.mts';
import { compilePath } from './paths.mts';

/** Makes another answer of the one that a handler gave; what was asked for has been done by then. */
export type Change = (reply: Reply) => Reply;

interface Rule {
	method: string;
	expression: RegExp;
	change: Change;
}

/** Other forms of a service's answers. Rules that match the same request are applied in the order in which they were added. */
export class Answers {
	/** The form of errors. */
	refusals: Change = (reply) => reply;
	private rules: Rule[] = [];

	/**
	 * @param method upper case
	 * @param path a path template below the base URL
	 */
	change(method: string, path: string, change: Change): void {
		this.rules.push({ method, expression: compilePath(path).expression, change });
	}

	/** Goes back to the plain answers. */
	clear(): void {
		this.rules = [];
		this.refusals = (reply) => reply;
	}

	/** @returns what is sent in place of a reply */
	apply(method: string, path: string, reply: Reply): Reply {
		if (reply.status >= 400) return this.refusals(reply);
		return this.rules
			.filter((rule) => rule.method === method && rule.expression.test(path))
			.reduce((answer, { change }) => change(answer), reply);
	}
}

const textOf = ({ json, bytes }: Reply): string => (json === undefined ? String(bytes ?? '') : JSON.stringify(json));

const withBody = (reply: Reply, body: Pick<Reply, 'json' | 'bytes' | 'stream' | 'headers'>): Reply => ({
	status: reply.status,
	...body,
});

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

/** JSON that is declared as text. */
export const jsonAsText: Change = (reply) =>
	withBody(reply, { bytes: textOf(reply), headers: { 'content-type': 'text/plain; charset=utf-8' } });

/** A word in place of JSON. */
export const word =
	(text: string): Change =>
	(reply) =>
		withBody(reply, { bytes: text, headers: { 'content-type': 'text/plain; charset=utf-8' } });

/** A proxy's page, with status 200. */
export const page: Change = (reply) => ({
	...word('<!DOCTYPE html><html><body>One moment, please</body></html>')(reply),
	headers: { 'content-type': 'text/html' },
});

/** Nothing. */
export const empty: Change = (reply) => withBody(reply, { bytes: '' });

/** 204, which has no body. */
export const noContent: Change = () => ({ status: 204 });

/** The first half of the body, and then silence. */
export const stalls: Change = (reply) => half(reply, 'stalls');

/** The first half of the body, and then the connection breaks. */
export const breaksOff: Change = (reply) => half(reply, 'breaks');

function half(reply: Reply, end: 'stalls' | 'breaks'): Reply {
	const body = Buffer.isBuffer(reply.bytes) ? reply.bytes : Buffer.from(textOf(reply));
	let sent = false;
	const stream = new Readable({
		read() {
			if (!sent) {
				sent = true;
				this.push(body.subarray(0, Math.ceil(body.length / 2)));
			} else if (end === 'breaks') {
				setImmediate(() => this.destroy(new Error('The simulated connection breaks')));
			}
		},
	});
	const headers = {
		'content-type': 'application/json; charset=utf-8',
		...reply.headers,
		'content-length': body.length,
	};
	return { status: reply.status, headers, stream };
}

/** Another status, the work having been done. */
export const status =
	(code: number, headers: Record<string, string> = {}): Change =>
	() => ({ status: code, headers, json: { message: 'Please try again later' } });

/** A change of the first answers only. */
export function atFirst(times: number, change: Change): Change {
	let left = times;
	return (reply) => (left-- > 0 ? change(reply) : reply);
}

/** A change that lasts for some time from the first answer on, milliseconds. */
export function during(milliseconds: number, change: Change): Change {
	let end: number | undefined;
	return (reply) => {
		end ??= Date.now() + milliseconds;
		return Date.now() < end ? change(reply) : reply;
	};
}
