import { once } from 'node:events';
import { createServer, type RequestListener } from 'node:http';
import type { AddressInfo } from 'node:net';

/** A server that listens. */
export interface HttpServer {
	/** For example `http://127.0.0.1:4010`. */
	url: string;
	/** Breaks every connection and stops listening. */
	close(): Promise<void>;
}

/** Starts a server on a free port of the loopback interface. */
export async function startHttpServer(answer: RequestListener): Promise<HttpServer> {
	// A client's idle connection shall not be closed in the very moment in which it is used again.
	const server = createServer({ keepAliveTimeout: 60_000 }, answer);
	server.listen(0, '127.0.0.1');
	await once(server, 'listening');
	return {
		url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
		async close() {
			const closed = once(server, 'close');
			server.close();
			server.closeAllConnections();
			await closed;
		},
	};
}
