import { once } from 'node:events';
import { createServer, type RequestListener } from 'node:http';
import type { AddressInfo } from 'node:net';

/** A server that listens. */
export type HttpServer = Awaited<ReturnType<typeof startHttpServer>>;

/** Starts a server on a free port of the loopback interface. */
export async function startHttpServer(answer: RequestListener) {
	// A client's idle connection shall not be closed in the very moment in which it is used again.
	const server = createServer({ keepAliveTimeout: 60_000 }, answer);
	server.listen(0, '127.0.0.1');
	await once(server, 'listening');
	return {
		/** For example `http://127.0.0.1:4010`. */
		url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
		/** Breaks every connection and stops listening. */
		async close(): Promise<void> {
			const closed = once(server, 'close');
			server.close();
			server.closeAllConnections();
			await closed;
		},
	};
}
