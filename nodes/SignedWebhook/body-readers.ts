import type { GenerationResult } from '../shared/event/event';
import { isJsonObject, type JsonObject, toArray, toText } from '../shared/util/json';

/**
 * @param value a field of a body
 * @returns the web address in it, or null where it is none
 */
export function toLink(value: unknown): string | null {
	const text = toText(value);
	return text !== null && /^https?:\/\//i.test(text) ? text : null;
}

/**
 * @param values fields of a body that may hold a web address, or a list of addresses or of `{ url }` objects
 * @returns a result for each address
 */
export function linkResults(...values: unknown[]): GenerationResult[] {
	return values
		.flatMap(toArray)
		.map((value) => toLink(isJsonObject(value) ? value.url : value))
		.filter((url) => url !== null)
		.map((url) => ({ url }));
}

/**
 * @param body a body or a part of one
 * @param fields names, the preferred one first
 * @returns the first text or whole number among them, or null
 */
export function firstText(body: JsonObject, ...fields: string[]): string | null {
	for (const field of fields) {
		const text = toText(body[field]);
		if (text !== null) return text;
	}
	return null;
}

/**
 * Joins the parts of an idempotency key.
 *
 * @param parts what names the event together
 * @returns the key, or null where a part is missing
 */
export function joinedIdentity(...parts: Array<string | null>): string | null {
	return parts.includes(null) ? null : parts.join(':');
}

/**
 * Looks a word up that a stranger chose: `constructor` is in no table.
 *
 * @param table values by word
 * @param word the word
 */
export function lookUp<T>(table: Readonly<Record<string, T>>, word: string): T | undefined {
	return Object.hasOwn(table, word) ? table[word] : undefined;
}
