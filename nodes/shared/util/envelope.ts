import { isJsonObject, type JsonObject, toText } from './json';

/**
 * Finds the list in a response body. Some providers do not document whether the body is the list or contains it.
 *
 * @returns the array itself, the first array in an object, or null
 */
export function listIn(body: unknown): unknown[] | null {
	if (Array.isArray(body)) return body;
	return isJsonObject(body) ? (Object.values(body).find(Array.isArray) ?? null) : null;
}

/**
 * Finds the objects in a response body whose shape is not documented.
 *
 * @returns the body and the objects in its fields, the outer one first. A list with one entry and an object with one
 * field are unwrapped as well.
 */
export function objectsIn(body: unknown): JsonObject[] {
	if (Array.isArray(body)) return body.length === 1 ? objectsIn(body[0]) : [];
	if (!isJsonObject(body)) return [];
	const fields = Object.values(body);
	return [body, ...(fields.length === 1 ? objectsIn(fields[0]) : fields.filter(isJsonObject))];
}

/** One page of a list. */
export interface Page {
	entries: unknown[];
	/** The cursor of the next page; null on the last page. */
	cursor: string | null;
}

/** @returns the page in a body of the form `{ items, next_cursor }`, or null for any other body */
export function pageIn(body: unknown): Page | null {
	if (!isJsonObject(body) || !Array.isArray(body.items)) return null;
	return { entries: body.items, cursor: toText(body.next_cursor) };
}

/** @returns the reason for a failure, or null. Few providers document the field, so the usual ones are tried. */
export function failureText({ error, error_message, message }: JsonObject): string | null {
	return toText(error_message) ?? toText(isJsonObject(error) ? error.message : error) ?? toText(message);
}
