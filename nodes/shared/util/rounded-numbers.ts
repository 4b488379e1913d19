import type { JsonObject } from './json';

/**
 * Finds the numbers that JSON.parse has rounded: two ids may have become one.
 *
 * @returns the paths of some of them, about as many as `max`
 */
export function roundedNumbers(body: JsonObject, max: number): string[] {
	if (!hasRoundedNumber(body)) return [];
	const found: string[] = [];
	const open: Array<[prefix: string, parent: object]> = [['', body]];
	for (let next = open.pop(); next !== undefined && found.length < max; next = open.pop()) {
		const [prefix, parent] = next;
		for (const [name, value] of Object.entries(parent)) {
			if (isRounded(value)) found.push(prefix + name);
			else if (isParent(value)) open.push([`${prefix}${name}.`, value]);
		}
	}
	return found;
}

/** Most bodies have none, which is found out faster without the paths. No recursion: a body may be of any depth. */
function hasRoundedNumber(body: JsonObject): boolean {
	const open: Array<JsonObject | unknown[]> = [body];
	for (let next = open.pop(); next !== undefined; next = open.pop()) {
		// Of an object, a list of its values takes twice as long.
		if (Array.isArray(next)) {
			for (const value of next) if (isRoundedOrOpens(value, open)) return true;
		} else {
			for (const name in next) if (isRoundedOrOpens(next[name], open)) return true;
		}
	}
	return false;
}

/** @returns whether a value is a number that was rounded. One that has values of its own is to be looked into. */
function isRoundedOrOpens(value: unknown, open: Array<JsonObject | unknown[]>): boolean {
	if (isParent(value)) open.push(value as JsonObject);
	return isRounded(value);
}

const isRounded = (value: unknown): boolean => typeof value === 'number' && Math.abs(value) > Number.MAX_SAFE_INTEGER;

const isParent = (value: unknown): value is object => typeof value === 'object' && value !== null;
