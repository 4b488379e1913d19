import { sleep } from 'n8n-workflow';

/**
 * Waits until the time has passed or the execution is cancelled.
 *
 * @param cancelled n8n's cancel signal, if the context has one
 */
export async function abortableDelay(milliseconds: number, cancelled?: AbortSignal): Promise<void> {
	if (cancelled === undefined) return await sleep(milliseconds);
	if (cancelled.aborted) return;
	await new Promise<void>((resolve) => {
		const end = () => {
			cancelled.removeEventListener('abort', end);
			resolve();
		};
		cancelled.addEventListener('abort', end);
		// n8n 2 ends its timer with the signal; n8n 1 ignores it.
		void sleep(milliseconds, cancelled).then(end, end);
	});
}

/**
 * Waits for a promise, with a time limit.
 *
 * @param pause waits for a number of milliseconds, or until the signal is aborted
 * @returns the result of the promise, or null if the time limit passes first
 * @throws the error of the promise
 */
export async function within<T>(promise: Promise<T>, milliseconds: number, pause = abortableDelay): Promise<T | null> {
	const settled = new AbortController();
	try {
		return await Promise.race([promise, pause(milliseconds, settled.signal).then(() => null)]);
	} finally {
		settled.abort();
	}
}
