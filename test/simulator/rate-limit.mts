/** A limit over a sliding window. Both numbers may be changed at any time. */
export class RateLimit {
	private taken: number[] = [];

	/**
	 * @param limit requests within the window
	 * @param windowMs milliseconds
	 */
	constructor(
		public limit: number,
		public windowMs = 60_000,
	) {}

	/**
	 * Counts a request, unless it is one too many.
	 *
	 * @param now epoch milliseconds
	 * @returns null when allowed, else how many milliseconds later a request will be
	 */
	take(now: number): number | null {
		this.taken = this.taken.filter((at) => now - at < this.windowMs);
		if (this.taken.length >= this.limit) {
			const oldest = this.taken[this.taken.length - this.limit] ?? now;
			return this.windowMs - (now - oldest);
		}
		this.taken.push(now);
		return null;
	}

	/** Forgets the requests so far. */
	clear(): void {
		this.taken = [];
	}
}
