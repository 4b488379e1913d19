import { BoundedMap } from './bounded-map';

/** Lets something happen at most once per interval and key. */
interface Throttle {
	/**
	 * @param key what is limited on its own
	 * @returns whether it may happen now; if so, the interval starts anew
	 */
	allows(key: string): boolean;
}

/** Keys beyond this number push out the oldest. */
const MAX_KEYS = 1000;

/**
 * Makes a throttle.
 *
 * @param interval milliseconds
 * @param now epoch milliseconds
 */
export function createThrottle(interval: number, now: () => number = Date.now): Throttle {
	const last = new BoundedMap<string, number>(MAX_KEYS);
	return {
		allows(key) {
			const previous = last.get(key);
			const elapsed = previous === undefined ? interval : now() - previous;
			// Less than nothing has elapsed where the system's clock was put back.
			if (elapsed >= 0 && elapsed < interval) return false;
			last.set(key, now());
			return true;
		},
	};
}
