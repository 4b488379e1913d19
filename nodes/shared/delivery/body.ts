import { hash } from 'node:crypto';

import { fieldsOf } from '../util/form';
import { compactJson, isJsonObject, type JsonObject, jsonIn, parseJson, valueAt } from '../util/json';
import { decodeUtf8 } from '../util/utf8';
import type { DeliveryDefinition } from './definition';
import type { DeliveryReader } from './delivery';

/** What becomes an event: a body, or an entry of the list in it. */
export interface Entry {
	body: JsonObject;
	/** The fields around the list, for an entry of one. */
	envelope?: JsonObject;
	/** The place of an entry in its list. */
	index?: number;
	/** A digest of the entry of a list, unless it is too deep for one. */
	digest?: string;
	/** How many equal entries come before it. */
	count?: number;
}

/** Why a proven body is no event. */
interface Unreadable {
	reason: 'not-utf8' | 'not-json' | 'not-an-object' | 'too-many-entries';
}

/** What a proven body says. */
interface ReadBody {
	entries: Entry[];
	/** Whether it is an object or a list, which ends with its own bracket. */
	isJson: boolean;
}

/** Senders batch hundreds of events. More are no webhook. */
const MAX_ENTRIES = 1_000;

/**
 * Reads what a proven body says: a JSON object; where the sender may send them, also a list, a form, a text or nothing.
 *
 * @param signed the body, or the form of it that was signed: what was not signed is not read
 * @param isDivisible whether all of the body is proven, so that the entries of a list are events
 */
export function readEntries(
	definition: Pick<DeliveryDefinition, 'anyBody' | 'entriesField' | 'formField' | 'jsonFields'>,
	reader: DeliveryReader,
	signed: Uint8Array | string,
	isDivisible: boolean,
): ReadBody | Unreadable {
	const text = typeof signed === 'string' ? signed : decodeUtf8(signed);
	if (text === null) return { reason: 'not-utf8' };
	const { entriesField, formField } = isDivisible ? definition : {};
	const value = parseJson(text);
	if (isJsonObject(value)) return entriesOf(withJson(value, definition.jsonFields), entriesField, true);
	if (!definition.anyBody || (Array.isArray(value) && !isDivisible)) {
		return { reason: value === undefined ? 'not-json' : 'not-an-object' };
	}
	if (Array.isArray(value)) return entriesOf(value, entriesField, true);
	const form = reader.form();
	if (form !== null) return entriesOf(formBody(form, formField), entriesField, false);
	if (brokenJson.test(text)) return { reason: 'not-json' };
	return { entries: [{ body: text === '' ? {} : { text } }], isJson: false };
}

/** What begins like JSON and is none was cut off or changed on its way. */
const brokenJson = /^\s*(?:\[\s*)?\{/;

/** Reads the texts in those fields of a body that hold JSON. */
function withJson(body: JsonObject, names: readonly string[] = []): JsonObject {
	for (const name of names) if (Object.hasOwn(body, name)) body[name] = jsonIn(body[name]);
	return body;
}

/** The fields of a form. A field that holds JSON is read, and may be the body itself. */
function formBody(form: URLSearchParams, bodyField: string | undefined): JsonObject | unknown[] {
	const body = Object.fromEntries(
		Object.entries(fieldsOf(form)).map(([name, value]) => [
			name,
			Array.isArray(value) ? value.map(jsonIn) : jsonIn(value),
		]),
	);
	const inner = bodyField === undefined ? undefined : body[bodyField];
	return isJsonObject(inner) || Array.isArray(inner) ? inner : body;
}

function entriesOf(
	body: JsonObject | unknown[],
	entriesField: string | undefined,
	isJson: boolean,
): ReadBody | Unreadable {
	const list = Array.isArray(body) ? body.map((entry) => ({ body: toBody(entry), envelope: {} })) : null;
	const entries = list ?? (entriesField ? listAt(body as JsonObject, entriesField.split('[]')) : null);
	if (entries === null) return { entries: [{ body: body as JsonObject }], isJson };
	if (entries.length > MAX_ENTRIES) return { reason: 'too-many-entries' };
	// An empty list is a delivery all the same: senders test an address with one.
	return { entries: entries.length > 0 ? numbered(entries) : [{ body: Array.isArray(body) ? {} : body }], isJson };
}

/** Tells equal entries of one list apart. */
function numbered(entries: readonly Entry[]): Entry[] {
	const counts = new Map<string, number>();
	return entries.map((entry, index) => {
		const json = compactJson(entry.body);
		if (json === null) return { ...entry, index };
		const digest = hash('sha256', json);
		const count = counts.get(digest) ?? 0;
		counts.set(digest, count + 1);
		return { ...entry, index, digest, count };
	});
}

/** Follows a path such as `entry[].changes[]` through the lists that it crosses. */
function listAt(body: JsonObject, [path, ...rest]: readonly string[]): Entry[] | null {
	const list = valueAt(body, path.replace(/^\./, ''));
	if (!Array.isArray(list)) return null;
	const envelope = scalarsOf(body);
	return list.flatMap((entry): Entry[] => {
		const inner = rest.some((next) => next !== '') ? listAt(toBody(entry), rest) : null;
		if (inner === null) return [{ body: toBody(entry), envelope }];
		return inner.map((each) => ({ ...each, envelope: { ...envelope, ...each.envelope } }));
	});
}

function toBody(entry: unknown): JsonObject {
	return isJsonObject(entry) ? entry : { value: entry };
}

function scalarsOf(body: JsonObject): JsonObject {
	return Object.fromEntries(Object.entries(body).filter(([, value]) => typeof value !== 'object' || value === null));
}
