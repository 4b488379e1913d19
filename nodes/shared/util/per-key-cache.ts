import { BoundedMap } from './bounded-map';

/** One value per key, in the memory of this process. */
interface PerKeyCache<T> {
	/** @returns the key's value, made on first use */
	get(key: string): T;
}

/** Enough for the nodes of one n8n instance. */
const MAX_KEYS = 500;

/**
 * @param make makes the value of a new key
 * @param maxKeys beyond this number, the least recently used value is dropped
 */
export function perKeyCache<T>(make: () => T, maxKeys = MAX_KEYS): PerKeyCache<T> {
	const byKey = new BoundedMap<string, T>(maxKeys);
	return {
		get(key) {
			const value = byKey.get(key) ?? make();
			// Setting it again makes it the newest.
			byKey.set(key, value);
			return value;
		},
	};
}
