/**
 * Milliseconds for which the first searches of a start wait for one provider, all together. Until they end, n8n starts
 * no other workflow, and it runs only five at a time.
 */
const MAX_WAIT_MS = 10_000;

/** Milliseconds after which a provider that did not answer is waited for again. */
const FORGET_AFTER_MS = 60_000;

/** When the waiting for a provider ends, in epoch milliseconds, by the provider's name. */
const deadlines = new Map<string, number>();

/** A limit that the first searches of a start share. */
interface FirstSearchLimit {
	/** Milliseconds that are left; 0 where the provider has just kept others waiting for nothing. */
	timeLeft: number;
	/** Reports that the provider has answered: others may wait for it as long as this one. */
	answered(): void;
}

/** @param provider its name */
export function limitFirstSearch(provider: string): FirstSearchLimit {
	const now = Date.now();
	const current = deadlines.get(provider);
	// A deadline that is further ahead was set before the clock was put back.
	const counts = current !== undefined && current > now - FORGET_AFTER_MS && current <= now + MAX_WAIT_MS;
	const deadline = counts ? current : now + MAX_WAIT_MS;
	deadlines.set(provider, deadline);
	return {
		timeLeft: Math.max(0, deadline - now),
		answered() {
			if (deadlines.get(provider) === deadline) deadlines.delete(provider);
		},
	};
}
