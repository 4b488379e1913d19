import { sleep } from 'n8n-workflow';

/**
 * Waits, unless and until the execution is cancelled.
 *
 * @param milliseconds how long
 * @param cancelled n8n's cancel signal, where the context has one
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
		// n8n 2 ends its timer with the signal, n8n 1 does not know it.
		void sleep(milliseconds, cancelled).then(end, end);
	});
}
