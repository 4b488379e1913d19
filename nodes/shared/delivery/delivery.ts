import { hash } from 'node:crypto';

import { isJsonObject, type JsonObject, parseBody, valueAt } from '../util/json';
import { crc32 } from '../util/crc32';
import type { Place } from './scheme';

/** The headers of a request, their names in lower case. */
export type Headers = Readonly<Record<string, string | string[] | undefined>>;

/** One HTTP request that claims to come from a sender. */
export interface Delivery {
	/** The body as it was received, after any content encoding was undone. */
	body: Uint8Array;
	headers: Headers;
	/** The address that the sender was given, with the query as it was received, undecoded. Never from a Host header. */
	url?: string;
	/** `POST` unless given. */
	method?: string;
	/** Which callback URLs lead here: the execution or the trigger, as `callback.ts` names them. */
	receiver?: string;
	/** The `metadata` parameter of the query string, where there is one. */
	metadata?: unknown;
}

/** Bytes of a body that is parsed before it is authentic, for schemes that sign fields of it. */
const MAX_UNPROVEN_BODY = 1024 * 1024;

/**
 * Bytes of a body that is serialised again before it is authentic. It costs seconds for a large body, and anybody may
 * send one. Documented bodies are a few kilobytes.
 */
const MAX_RESERIALISED_BODY = 256 * 1024;

/** How a form begins: with a name and an equals sign. There are no blanks in it. */
const formStart = /^(?![{["<])[^\s=]+=[^\s=]/;

/** More fields than 1,000, which is as many as most servers read. */
const tooManyFields = /^(?:[^&]*&){1000}/;

/** What a delivery says, read once, however often it is verified. Nothing of it may be believed before its proof. */
export class DeliveryReader {
	private static readonly readers = new WeakMap<Delivery, DeliveryReader>();

	private constructor(readonly delivery: Delivery) {}

	/** @returns the reader of a delivery, the same for every round with other secrets */
	static of(delivery: Delivery): DeliveryReader {
		const reader = this.readers.get(delivery) ?? new DeliveryReader(delivery);
		this.readers.set(delivery, reader);
		return reader;
	}

	/** Whether the body is too large to be parsed before it is authentic. */
	get isTooLarge(): boolean {
		return this.delivery.body.length > MAX_UNPROVEN_BODY;
	}

	/** The parameters of the query, decoded. */
	readonly query = once(() => {
		const { url = '' } = this.delivery;
		return new URLSearchParams(url.includes('?') ? url.slice(url.indexOf('?')) : '');
	});

	/** The fields of a form, or null where the body is none. The content type does not tell: it is not signed. */
	readonly form = once(() => {
		const text = Buffer.from(this.delivery.body).toString();
		const isForm = formStart.test(text) && !/\s/.test(text.trimEnd()) && !tooManyFields.test(text);
		return isForm ? new URLSearchParams(text) : null;
	});

	/** The SHA-256 digest of the body, in lower-case hex. */
	readonly digest = once(() => hash('sha256', this.delivery.body));

	/** The CRC32 of the body as a decimal number, or null where it is too large to be read for a checksum. */
	readonly crc32 = once(() => (this.isTooLarge ? null : String(crc32(this.delivery.body))));

	/**
	 * What `{form}` stands for, or null where it cannot be had. Equal fields count once. Twilio signs a body that is no form
	 * by its digest in the query, and the address alone (twilio.com/docs/usage/security).
	 */
	readonly signedForm = once((): string | null => {
		if (this.isTooLarge) return null;
		const form = this.form();
		if (form === null) return single(this.query().getAll('bodySHA256')) === this.digest() ? '' : null;
		const order = (one: string, other: string) => (one < other ? -1 : one > other ? 1 : 0);
		const fields = [...form].sort((one, other) => order(one[0], other[0]) || order(one[1], other[1]));
		const isRepeated = ([name, value]: [string, string], index: number) =>
			index > 0 && fields[index - 1][0] === name && fields[index - 1][1] === value;
		return fields.map((field, index) => (isRepeated(field, index) ? '' : field.join(''))).join('');
	});

	/** The body as an object, or null where it is none or too large to be parsed unproven. */
	private readonly unprovenObject = once((): JsonObject | null => {
		if (this.isTooLarge) return null;
		const form = this.form();
		if (form !== null) return fieldsOf(form);
		const parsed = parseBody(this.delivery.body);
		return parsed.ok ? parsed.body : null;
	});

	/** The compact JSON of the body, or null where it is no object or too large to be serialised unproven. */
	readonly reserialised = once((): string | null => {
		if (this.delivery.body.length > MAX_RESERIALISED_BODY) return null;
		const parsed = parseBody(this.delivery.body);
		try {
			return parsed.ok && isJsonObject(parsed.body) ? JSON.stringify(parsed.body) : null;
		} catch {
			// JSON.parse copes with any depth, JSON.stringify recurses and may run out of stack.
			return null;
		}
	});

	/**
	 * @param isOptional whether a field that the body does not have counts as empty
	 * @returns the text of a field of the body, or null where it is missing, cannot be read, or is no single value
	 */
	field(path: string, isOptional = false): string | null {
		const body = this.unprovenObject();
		if (body === null) return null;
		const value = valueAt(body, path) ?? null;
		if (value === null) return isOptional ? '' : null;
		if (typeof value === 'boolean') return String(value);
		// JSON.parse rounds larger numbers, so that two texts could be one.
		if (typeof value === 'number') return Math.abs(value) <= Number.MAX_SAFE_INTEGER ? String(value) : null;
		return typeof value === 'string' ? value : null;
	}

	/** @returns a copy of the body with the fields at these paths alone */
	pick(paths: readonly string[]): JsonObject {
		const picked = emptyObject();
		const body = this.unprovenObject();
		if (body === null) return picked;
		for (const path of paths) {
			const value = valueAt(body, path);
			if (value === undefined) continue;
			const names = path.split('.');
			let target = picked;
			for (const name of names.slice(0, -1)) target = (target[name] ??= emptyObject()) as JsonObject;
			target[names[names.length - 1]] = value;
		}
		return picked;
	}

	private text(): string | null {
		return this.isTooLarge ? null : Buffer.from(this.delivery.body).toString().trim();
	}

	/** @returns the values at a place; several where a header or a parameter comes several times */
	valuesAt(place: Place): readonly string[] {
		if (place.startsWith('query:')) return this.query().getAll(place.slice('query:'.length));
		if (place.startsWith('body:')) {
			const text = place === 'body:' ? this.text() : this.field(place.slice('body:'.length));
			return text === null ? [] : [text];
		}
		const { headers } = this.delivery;
		return Object.hasOwn(headers, place) ? [headers[place] ?? []].flat() : [];
	}
}

/** Without a prototype, so that a field may be called `__proto__`. */
const emptyObject = () => Object.create(null) as JsonObject;

/** @returns the fields of a form as an object; the values of one that comes several times are a list */
export function fieldsOf(form: URLSearchParams): JsonObject {
	const fields = new Map<string, string[]>();
	for (const [name, value] of form) {
		const values = fields.get(name);
		if (values === undefined) fields.set(name, [value]);
		else values.push(value);
	}
	return Object.fromEntries([...fields].map(([name, values]) => [name, values.length === 1 ? values[0] : values]));
}

/** Two values of one name are two claims: there is no telling which of them is meant. */
export function single(values: readonly string[]): string | null {
	return values.length === 1 ? values[0] : null;
}

function once<T>(make: () => T): () => T {
	let made: { value: T } | undefined;
	return () => (made ??= { value: make() }).value;
}
