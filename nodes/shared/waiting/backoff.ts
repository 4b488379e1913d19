const FIRST_INTERVAL_MS = 2_000;
const MAX_INTERVAL_MS = 20_000;
const GROWTH = 1.6;

/** Up to this part of an interval is added or taken off, so that jobs which began together are not asked for together. */
const JITTER = 0.2;

/**
 * Paces the requests for work that is being waited for: often at first, and seldom for long work.
 *
 * @param firstInterval milliseconds before the first request
 * @returns the milliseconds to wait before the next request, longer from call to call
 */
export function backoff(firstInterval = FIRST_INTERVAL_MS): () => number {
	let next = firstInterval;
	return () => {
		const interval = next;
		next = Math.min(interval * GROWTH, MAX_INTERVAL_MS);
		return interval * (1 - JITTER + 2 * JITTER * Math.random());
	};
}
