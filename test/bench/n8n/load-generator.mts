import { Client } from 'undici';

import type { Kind, Target } from './targets.mts';

/** How long an answer may take, in milliseconds. */
const TIMEOUT = 30_000;

/**
 * Keeps connections busy, each with one request at a time.
 * @param milliseconds for how long; each connection sends one delivery at the least
 * @returns milliseconds that each request took which got the answer that it should get, the statuses of the others (`none`
 * where no answer came), and milliseconds until the last answer
 */
export async function keepBusy(target: Target, kind: Kind, connections: number, milliseconds: number) {
	const taken: number[] = [];
	const unexpected: string[] = [];
	const started = performance.now();
	const work = async (_: unknown, index: number) => {
		const origin = target.origins[index % target.origins.length];
		const client = new Client(origin, { headersTimeout: TIMEOUT, bodyTimeout: TIMEOUT });
		do {
			const delivery = target.request(kind);
			const sentAt = performance.now();
			const answer = await client.request({ method: 'POST', ...delivery }).catch(() => undefined);
			await answer?.body.dump();
			if (answer?.statusCode === target.expected[kind]) taken.push(performance.now() - sentAt);
			else unexpected.push(String(answer?.statusCode ?? 'none'));
		} while (performance.now() - started < milliseconds);
		await client.destroy();
	};
	await Promise.all(Array.from({ length: connections }, work));
	return { taken, unexpected, elapsed: performance.now() - started };
}
