/** A limit over a sliding window. Limit and window may be changed at any time. */
export class RateLimit {
	private taken: number[] = [];
	/** The length of the window, milliseconds. */
	windowMs = 60_000;

	/** @param limit requests within the window */
	constructor(public limit: number) {}

	/** Counts a request and returns 0, or returns in how many milliseconds it will be allowed. */
	take(): number {
		const now = Date.now();
		this.taken = this.taken.filter((at) => now - at < this.windowMs);
		if (this.taken.length >= this.limit) return this.windowMs - (now - (this.taken.at(-this.limit) ?? now));
		this.taken.push(now);
		return 0;
	}
}
