import { hash } from 'node:crypto';

import { crc32 } from '../util/crc32';
import { fieldsOf, joinedFields, parseForm } from '../util/form';
import { compactJson, type JsonObject, parseBody, setAt, valueAt } from '../util/json';
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

/** What a delivery says, read once, however often it is verified. Nothing of it may be believed before its proof. */
export class DeliveryReader {
	private read?: Map<string, unknown>;

	private constructor(readonly delivery: Delivery) {}

	/** @returns the reader of a delivery. Several rounds with one reader read once. */
	static of(delivery: Delivery | DeliveryReader): DeliveryReader {
		return delivery instanceof DeliveryReader ? delivery : new DeliveryReader(delivery);
	}

	private once<T>(name: string, read: () => T): T {
		this.read ??= new Map();
		if (!this.read.has(name)) this.read.set(name, read());
		return this.read.get(name) as T;
	}

	/** Whether the body is too large to be parsed before it is authentic. */
	get isTooLarge(): boolean {
		return this.delivery.body.length > MAX_UNPROVEN_BODY;
	}

	/** The parameters of the query, decoded. */
	query() {
		return this.once('query', () => {
			const { url = '' } = this.delivery;
			return new URLSearchParams(url.includes('?') ? url.slice(url.indexOf('?')) : '');
		});
	}

	/** The fields of a form, or null where the body is none. The content type does not tell: it is not signed. */
	form() {
		return this.once('form', () => parseForm(Buffer.from(this.delivery.body).toString()));
	}

	/** The SHA-256 digest of the body, in lower-case hex. */
	digest() {
		return this.once('digest', () => hash('sha256', this.delivery.body));
	}

	/** The CRC32 of the body as a decimal number, or null where it is too large to be read for a checksum. */
	crc32() {
		return this.once('crc32', () => (this.isTooLarge ? null : String(crc32(this.delivery.body))));
	}

	/**
	 * What `{form}` stands for, or null where it cannot be had. Twilio signs a body that is no form
	 * by its digest in the query, and the address alone (twilio.com/docs/usage/security).
	 */
	signedForm() {
		return this.once<string | null>('signedForm', () => {
			if (this.isTooLarge) return null;
			const form = this.form();
			if (form !== null) return joinedFields(form);
			return single(this.query().getAll('bodySHA256')) === this.digest() ? '' : null;
		});
	}

	/** The body as an object, or null where it is none or too large to be parsed unproven. */
	private unprovenObject() {
		return this.once<JsonObject | null>('unprovenObject', () => {
			if (this.isTooLarge) return null;
			const form = this.form();
			if (form !== null) return fieldsOf(form);
			const parsed = parseBody(this.delivery.body);
			return parsed.ok ? parsed.body : null;
		});
	}

	/** The compact JSON of the body, or null where it is no object or too large to be serialised unproven. */
	reserialised() {
		return this.once<string | null>('reserialised', () => {
			if (this.delivery.body.length > MAX_RESERIALISED_BODY) return null;
			const parsed = parseBody(this.delivery.body);
			return parsed.ok ? compactJson(parsed.body) : null;
		});
	}

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
		const picked: JsonObject = Object.create(null);
		const body = this.unprovenObject();
		for (const path of body === null ? [] : paths) {
			const value = valueAt(body!, path);
			if (value !== undefined) setAt(picked, path, value);
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
		const value = Object.hasOwn(headers, place) ? headers[place] : undefined;
		if (value === undefined) return [];
		return typeof value === 'string' ? [value] : value;
	}
}

/** Two values of one name are two claims: there is no telling which of them is meant. */
export function single(values: readonly string[]): string | null {
	return values.length === 1 ? values[0] : null;
}
