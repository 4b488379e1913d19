import type { JsonObject } from './json';

/** Takes every field that holds the secret out of a body, so that no item shows it. */
export function removeSecret(body: JsonObject, secret: string): void {
	// A body may be deeper than the stack.
	const open: JsonObject[] = [body];
	for (let next = open.pop(); next !== undefined; next = open.pop()) {
		for (const [name, value] of Object.entries(next)) {
			if (value === secret) delete next[name];
			else if (typeof value === 'object' && value !== null) open.push(value as JsonObject);
		}
	}
}
