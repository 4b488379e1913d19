import { decodeUtf8 } from './utf8';

/** A JSON object from a provider. Its fields are not validated. */
export type JsonObject = { [field: string]: unknown };

type ParsedBody = { ok: true; body: JsonObject } | { ok: false; reason: 'not-utf8' | 'not-json' | 'not-an-object' };

/** @returns the value that a JSON text stands for, or undefined where it is no JSON */
export function parseJson(text: string): unknown {
	try {
		return JSON.parse(text);
	} catch {
		return undefined;
	}
}

/** @returns the object or the list that a text is in JSON, else the value as it is */
export function jsonIn(value: unknown): unknown {
	return typeof value === 'string' && /^\s*[{[]/.test(value) ? (parseJson(value) ?? value) : value;
}

/** @returns the compact JSON of a value, or null where it is too deep: JSON.stringify recurses, JSON.parse copes with any depth */
export function compactJson(value: unknown): string | null {
	try {
		return JSON.stringify(value);
	} catch {
		return null;
	}
}

/**
 * Parses a body; never throws. JSON is UTF-8 (RFC 8259, section 8.1).
 *
 * @returns the object, or the reason why there is none
 */
export function parseBody(bytes: Uint8Array): ParsedBody {
	const text = decodeUtf8(bytes);
	if (text === null) return { ok: false, reason: 'not-utf8' };
	const body = parseJson(text);
	if (isJsonObject(body)) return { ok: true, body };
	return { ok: false, reason: body === undefined ? 'not-json' : 'not-an-object' };
}

/** @returns whether a value is an object, not null and not an array */
export function isJsonObject(value: unknown): value is JsonObject {
	return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** @returns the object, or an empty object for anything else */
export function toObject(value: unknown): JsonObject {
	return isJsonObject(value) ? value : {};
}

/**
 * Reads a text, or an integer that a provider sends as an ID.
 *
 * @returns the text, or null if it is empty or the value is anything else. Integers beyond 2^53 give null: `JSON.parse`
 * rounds them, so two IDs could become equal.
 */
export function toText(value: unknown): string | null {
	if (typeof value === 'string') return value === '' ? null : value;
	return Number.isSafeInteger(value) ? String(value) : null;
}

/** @returns the entries of a list that a provider may also send as a single value; none for undefined and null */
export function toArray(value: unknown): unknown[] {
	if (value === undefined || value === null) return [];
	return Array.isArray(value) ? value : [value];
}

/** @returns the field at a path of names separated by dots, or undefined */
export function valueAt(body: JsonObject, path: string): unknown {
	let value: unknown = body;
	for (const field of path.split('.')) {
		// A path may contain "constructor".
		if (typeof value !== 'object' || value === null || !Object.hasOwn(value, field)) return undefined;
		value = (value as JsonObject)[field];
	}
	return value;
}

/** Sets the field at a path of names separated by dots. What it leads through is made; a number leads to an entry of a list. */
export function setAt(body: JsonObject, path: string, value: unknown): void {
	const names = path.split('.');
	const last = names.pop()!;
	let target = body;
	for (const [index, name] of names.entries()) {
		const inner = valueAt(target, name);
		const isParent = typeof inner === 'object' && inner !== null;
		target = (target[name] = isParent ? inner : emptyAt(names[index + 1] ?? last)) as JsonObject;
	}
	target[last] = value;
}

/** Without a prototype, so that a field may be called `__proto__`. */
const emptyAt = (next: string): unknown => (/^\d+$/.test(next) ? [] : Object.create(null));

/** @returns the fields at a path that leads through lists, such as `images[].url`; none where it leads nowhere */
export function valuesAt(body: JsonObject, path: string): unknown[] {
	const [field, ...rest] = path.split('[]');
	const value = valueAt(body, field);
	if (rest.length === 0) return toArray(value);
	const below = rest.join('[]').replace(/^\./, '');
	return toArray(value).flatMap((entry) => (below === '' ? [entry] : valuesAt(toObject(entry), below)));
}
