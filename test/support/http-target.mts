import type { IncomingHttpHeaders } from 'node:http';
import { buffer } from 'node:stream/consumers';

import { waitUntil } from '../harness/sleep.mts';
import { startHttpServer } from './http-server.mts';

/** Where workflows under test send their results. */
export type HttpTarget = Awaited<ReturnType<typeof startHttpTarget>>;

/** Starts a server on the loopback interface that answers every request with 200. */
export async function startHttpTarget() {
	const requests: Array<{ path: string; headers: IncomingHttpHeaders; body: Buffer; json(): unknown }> = [];
	const { url: origin, close } = await startHttpServer((request, response) => {
		void buffer(request).then((body) => {
			const { url: path = '', headers } = request;
			requests.push({ path, headers, body, json: () => JSON.parse(body.toString()) as unknown });
			const { answer } = target;
			const json = typeof answer === 'function' ? answer(requests.length) : answer;
			response.setHeader('content-type', 'application/json').end(JSON.stringify(json));
		});
	});
	const target = {
		url: `${origin}/target`,
		/** What it answers, as JSON; a function gets the number of the request, from 1. */
		answer: { ok: true } as object | ((request: number) => object),
		/** Waits until so many requests have come, and returns them in the order of their arrival. */
		received: async (count: number) =>
			await waitUntil(async () => (requests.length >= count ? requests : undefined), {
				what: () => `${count} requests; there are ${requests.length}`,
				timeoutMs: 30_000,
			}),
		close,
	};
	return target;
}
