import { hash } from 'node:crypto';

import { isJsonObject, type JsonObject, parseBody, valueAt } from '../util/json';
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
	/** The `metadata` parameter of the query string, where there is one. */
	metadata?: unknown;
}

/** Bytes of a body that is parsed before it is authentic, for schemes that sign fields of it. */
const MAX_UNPROVEN_BODY = 1024 * 1024;

/** Fields of a form that is read before it is authentic: n8n itself reads no more. */
const MAX_UNPROVEN_FIELDS = 1_000;

/**
 * Bytes of a body that is serialised again before it is authentic. It costs seconds for a large body, and anybody may
 * send one. Documented bodies are a few kilobytes.
 */
const MAX_RESERIALISED_BODY = 256 * 1024;

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
	readonly isTooLarge = once((): boolean => {
		const { body } = this.delivery;
		if (body.length > MAX_UNPROVEN_BODY) return true;
		return (
			this.isForm &&
			Buffer.from(body)
				.toString()
				.split('&', MAX_UNPROVEN_FIELDS + 1).length > MAX_UNPROVEN_FIELDS
		);
	});

	/** The parameters of the query, decoded. */
	readonly query = once(() => {
		const { url = '' } = this.delivery;
		return new URLSearchParams(url.includes('?') ? url.slice(url.indexOf('?')) : '');
	});

	private get isForm(): boolean {
		const type = this.delivery.headers['content-type'];
		return typeof type === 'string' && /^application\/x-www-form-urlencoded\b/i.test(type);
	}

	/** The fields of a form, or null where the body is none. */
	readonly form = once(() => (this.isForm ? new URLSearchParams(Buffer.from(this.delivery.body).toString()) : null));

	/** The fields of a form, sorted by name and value, each name followed by its value; null where the body is no form. */
	readonly sortedForm = once((): string | null => {
		const form = this.form();
		if (form === null) return null;
		const order = (one: string, other: string) => (one < other ? -1 : one > other ? 1 : 0);
		const fields = [...form].sort((one, other) => order(one[0], other[0]) || order(one[1], other[1]));
		return fields.flat().join('');
	});

	/** The body as an object, or null where it is none or too large to be parsed unproven. */
	private readonly unprovenObject = once((): JsonObject | null => {
		if (this.isTooLarge()) return null;
		const form = this.form();
		if (form !== null) return Object.fromEntries(form);
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

	private readonly digests = new Map<Uint8Array | string, string>();

	/** @returns the SHA-256 digest of a form of the body, in hex */
	digestOf(body: Uint8Array | string): string {
		const digest = this.digests.get(body) ?? hash('sha256', body);
		this.digests.set(body, digest);
		return digest;
	}

	/** @returns the text of a field of the body, or null where it is missing or no single value */
	field(path: string): string | null {
		const body = this.unprovenObject();
		const value = body === null ? undefined : valueAt(body, path);
		if (typeof value === 'boolean') return String(value);
		// JSON.parse rounds larger numbers, so that two texts could be one.
		if (typeof value === 'number') return Math.abs(value) <= Number.MAX_SAFE_INTEGER ? String(value) : null;
		return typeof value === 'string' ? value : null;
	}

	private text(): string | null {
		return this.isTooLarge() ? null : Buffer.from(this.delivery.body).toString().trim();
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

function once<T>(make: () => T): () => T {
	let made: { value: T } | undefined;
	return () => (made ??= { value: make() }).value;
}
