import { createServer, type IncomingHttpHeaders } from 'node:http';
import type { AddressInfo } from 'node:net';

import { waitUntil } from '../harness/sleep.mts';

/** A request as it came in. */
interface ReceivedRequest {
	method: string;
	path: string;
	headers: IncomingHttpHeaders;
	body: Buffer;
	/** The body as JSON. */
	json(): unknown;
}

/** Where workflows under test send their results. */
export interface HttpTarget {
	url: string;
	/** In the order of their arrival. */
	requests: ReceivedRequest[];
	/** What it answers, as JSON. */
	answer: object;
	/** Waits until so many requests have come, and returns them. */
	received(count: number): Promise<ReceivedRequest[]>;
	close(): Promise<void>;
}

/** Starts a server on the loopback interface that answers every request with 200. */
export async function startHttpTarget(): Promise<HttpTarget> {
	const requests: ReceivedRequest[] = [];
	const server = createServer((request, response) => {
		const chunks: Buffer[] = [];
		request.on('data', (chunk: Buffer) => chunks.push(chunk));
		request.on('end', () => {
			const body = Buffer.concat(chunks);
			const { method = '', url = '', headers } = request;
			requests.push({ method, path: url, headers, body, json: () => JSON.parse(body.toString()) as unknown });
			response.setHeader('content-type', 'application/json').end(JSON.stringify(target.answer));
		});
	});
	await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
	const target: HttpTarget = {
		url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/target`,
		requests,
		answer: { ok: true },
		async received(count) {
			return await waitUntil(async () => (requests.length >= count ? requests : undefined), {
				what: () => `${count} requests; there are ${requests.length}`,
				timeoutMs: 30_000,
			});
		},
		async close() {
			server.closeAllConnections();
			await new Promise((resolve) => server.close(resolve));
		},
	};
	return target;
}
