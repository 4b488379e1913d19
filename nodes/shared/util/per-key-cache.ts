import { BoundedMap } from './bounded-map';

/** Keeps one thing for each key in this process, within bounds. */
interface PerKeyCache<T> {
	/**
	 * @param key names the owner, for example a node
	 * @returns the owner's own, made the first time
	 */
	get(key: string): T;
}

/** Enough for the nodes of one n8n. */
const MAX_KEYS = 500;

/**
 * @param make makes the value of a key
 * @param maxKeys keys beyond this number push out the one that has not been asked for for longest
 */
export function perKeyCache<T>(make: () => T, maxKeys = MAX_KEYS): PerKeyCache<T> {
	const byKey = new BoundedMap<string, T>(maxKeys);
	return {
		get(key) {
			const own = byKey.get(key) ?? make();
			// Setting it again makes it the newest.
			byKey.set(key, own);
			return own;
		},
	};
}
