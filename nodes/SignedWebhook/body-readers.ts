import type { GenerationResult } from '../shared/event/event';
import { isJsonObject, type JsonObject, toArray, toText } from '../shared/util/json';

/** @returns the value if it is a web address, else null */
export function toLink(value: unknown): string | null {
	const text = toText(value);
	return text !== null && /^https?:\/\//i.test(text) ? text : null;
}

/**
 * @param values fields that may contain a web address, or a list of addresses or of `{ url }` objects
 * @returns one result per address
 */
export function linkResults(...values: unknown[]): GenerationResult[] {
	return values
		.flatMap(toArray)
		.map((value) => toLink(isJsonObject(value) ? value.url : value))
		.filter((url) => url !== null)
		.map((url) => ({ url }));
}

/**
 * @param fields names in the order of preference
 * @returns the first field that is a text or an integer, or null
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
 * @returns the key, or null if a part is missing
 */
export function joinedIdentity(...parts: Array<string | null>): string | null {
	return parts.includes(null) ? null : parts.join(':');
}

/** Looks up a word from a request. Inherited names such as `constructor` are not found. */
export function lookUp<T>(table: Readonly<Record<string, T>>, word: string): T | undefined {
	return Object.hasOwn(table, word) ? table[word] : undefined;
}
