/** A JSON object as a provider sent it: nothing about its fields is known yet. */
export type JsonObject = { [field: string]: unknown };

/** What a body turned out to be. */
type ParsedBody = { ok: true; body: JsonObject } | { ok: false; reason: 'not-utf8' | 'not-json' | 'not-an-object' };

const strictUtf8 = new TextDecoder('utf-8', { fatal: true });

/**
 * @returns the object in a body, or why there is none; never throws. JSON is UTF-8 (RFC 8259, section 8.1): bytes that
 *   are not are refused, not repaired. A leading byte order mark is skipped, which the same section allows.
 */
export function parseBody(bytes: Uint8Array): ParsedBody {
	let reason: 'not-utf8' | 'not-json' = 'not-utf8';
	try {
		const text = decode(bytes);
		reason = 'not-json';
		const body: unknown = JSON.parse(text);
		return isJsonObject(body) ? { ok: true, body } : { ok: false, reason: 'not-an-object' };
	} catch {
		return { ok: false, reason };
	}
}

/** Buffer decodes faster than TextDecoder, but writes U+FFFD for what is not UTF-8: then the strict one decides. */
function decode(bytes: Uint8Array): string {
	const buffer = Buffer.isBuffer(bytes) ? bytes : Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
	const text = buffer.toString();
	if (text.includes('\ufffd')) return strictUtf8.decode(bytes);
	return text.startsWith('\ufeff') ? text.slice(1) : text;
}

/** @returns whether a value is an object and neither null nor an array */
export function isJsonObject(value: unknown): value is JsonObject {
	return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** @returns the object, or an empty one for anything else, so that the fields of what is missing are missing too */
export function toObject(value: unknown): JsonObject {
	return isJsonObject(value) ? value : {};
}

/**
 * @returns a text, or a number that a provider sends for one (ids), else null. JSON.parse rounds integers beyond 2^53,
 *   so that two ids could become one: those are no text
 */
export function toText(value: unknown): string | null {
	if (typeof value === 'string') return value === '' ? null : value;
	return Number.isSafeInteger(value) ? String(value) : null;
}

/** @returns the entries of a list that a provider may also send as a single entry; none of undefined and null */
export function toArray(value: unknown): unknown[] {
	if (value === undefined || value === null) return [];
	return Array.isArray(value) ? value : [value];
}

/** @returns the field at a path of names separated by dots, or undefined where there is none */
export function valueAt(body: JsonObject, path: string): unknown {
	let value: unknown = body;
	for (const field of path.split('.')) {
		// hasOwn, because a path may lead to "constructor".
		if (typeof value !== 'object' || value === null || !Object.hasOwn(value, field)) return undefined;
		value = (value as JsonObject)[field];
	}
	return value;
}
