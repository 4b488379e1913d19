/** A JSON object from a provider. Its fields are not validated. */
export type JsonObject = { [field: string]: unknown };

type ParsedBody = { ok: true; body: JsonObject } | { ok: false; reason: 'not-utf8' | 'not-json' | 'not-an-object' };

const strictUtf8 = new TextDecoder('utf-8', { fatal: true });

/**
 * Parses a body; never throws. JSON is UTF-8 (RFC 8259, section 8.1): other bytes are refused, not repaired. A leading
 * byte order mark is skipped, as the same section allows.
 *
 * @returns the object, or the reason why there is none
 */
export function parseBody(bytes: Uint8Array): ParsedBody {
	let reason: 'not-utf8' | 'not-json' = 'not-utf8';
	try {
		const text = strictUtf8.decode(bytes);
		reason = 'not-json';
		const body: unknown = JSON.parse(text);
		return isJsonObject(body) ? { ok: true, body } : { ok: false, reason: 'not-an-object' };
	} catch {
		return { ok: false, reason };
	}
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

/** @returns the fields at a path that leads through lists, such as `images[].url`; none where it leads nowhere */
export function valuesAt(body: JsonObject, path: string): unknown[] {
	const [field, ...rest] = path.split('[]');
	const value = valueAt(body, field);
	if (rest.length === 0) return toArray(value);
	const below = rest.join('[]').replace(/^\./, '');
	return toArray(value).flatMap((entry) => (below === '' ? [entry] : valuesAt(toObject(entry), below)));
}
