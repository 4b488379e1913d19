import { isJsonObject, type JsonObject, toText } from './json';

/**
 * Finds the list in an answer: some providers do not document whether it is bare or inside an object.
 *
 * @returns the array itself, the first array inside an object, or null where there is none
 */
export function listIn(body: unknown): unknown[] | null {
	if (Array.isArray(body)) return body;
	return isJsonObject(body) ? (Object.values(body).find(Array.isArray) ?? null) : null;
}

/**
 * @param body an answer whose shape is not documented
 * @returns its object and the objects in that object's fields, the outer one first. A list of one and an object with a
 * single field count as envelopes, in which the same is looked for once more.
 */
export function objectsIn(body: unknown): JsonObject[] {
	if (Array.isArray(body)) return body.length === 1 ? objectsIn(body[0]) : [];
	if (!isJsonObject(body)) return [];
	const fields = Object.values(body);
	return [body, ...(fields.length === 1 ? objectsIn(fields[0]) : fields.filter(isJsonObject))];
}

/** A part of a list, and where the next part begins. */
export interface Page {
	entries: unknown[];
	/** Null on the last page. */
	cursor: string | null;
}

/** @returns the page in a body of the form `{ items, next_cursor }`, or null where it is none */
export function pageIn(body: unknown): Page | null {
	if (!isJsonObject(body) || !Array.isArray(body.items)) return null;
	return { entries: body.items, cursor: toText(body.next_cursor) };
}

/** @returns the reason of a failure in the usual fields, or null. Few providers document where it is. */
export function failureText({ error, error_message, message }: JsonObject): string | null {
	return toText(error_message) ?? toText(isJsonObject(error) ? error.message : error) ?? toText(message);
}
