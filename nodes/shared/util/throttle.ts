import { BoundedMap } from './bounded-map';

/** Allows an action at most once per interval and key. */
interface Throttle {
	/** @returns whether the action may happen now; if so, the key's interval starts again */
	allows(key: string): boolean;
}

/** When full, new keys are refused until the oldest expires, so that strangers neither fill the memory nor evade the limit. */
const MAX_KEYS = 10_000;

/**
 * @param interval milliseconds
 * @param now epoch milliseconds
 */
export function createThrottle(interval: number, now: () => number = () => Date.now()): Throttle {
	const last = new BoundedMap<string, number>(MAX_KEYS);
	const isOver = (time: number | undefined) => {
		const elapsed = time === undefined ? interval : now() - time;
		// Negative if the system clock was set back.
		return elapsed < 0 || elapsed >= interval;
	};
	return {
		allows(key) {
			const [oldest] = last.values();
			const isFull = last.size === MAX_KEYS && !last.has(key) && !isOver(oldest);
			if (isFull || !isOver(last.get(key))) return false;
			last.set(key, now());
			return true;
		},
	};
}
