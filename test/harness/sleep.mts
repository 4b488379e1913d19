import { setTimeout as sleep } from 'node:timers/promises';

export { sleep };

/**
 * Asks until the probe returns something other than `undefined`, and returns that. Times are in milliseconds.
 * @param options.what what is waited for, or a function that also says how far it has come; used in the error
 * @throws Error when the time is up, and whatever the probe throws
 */
export async function waitUntil<T>(
	probe: () => Promise<T | undefined> | T | undefined,
	{ timeoutMs = 30_000, everyMs = 100, what }: { timeoutMs?: number; everyMs?: number; what: string | (() => string) },
): Promise<T> {
	const deadline = Date.now() + timeoutMs;
	for (;;) {
		const found = await probe();
		if (found !== undefined) return found;
		if (Date.now() > deadline) {
			const description = typeof what === 'function' ? what() : what;
			throw new Error(`Waited ${timeoutMs / 1000} s in vain for ${description}`);
		}
		await sleep(everyMs);
	}
}
