import { once } from 'node:events';
import { createServer, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

/** The part of GitHub's API that the GitHub Trigger registers its endpoint with. */
interface GithubStub {
	/** What a user enters as the credential's server. */
	url: string;
	close(): Promise<void>;
}

/** Starts a stub that accepts every endpoint. Source: GitHub's REST API, "Repository webhooks". */
export async function startGithubStub(): Promise<GithubStub> {
	let hooks = 0;
	const server = createServer((request, response) => {
		request.resume();
		if (request.method === 'POST') answer(response, 201, { id: (hooks += 1), active: true, events: ['push'] });
		else answer(response, 200, { id: hooks, active: true });
	});
	server.listen(0, '127.0.0.1');
	await once(server, 'listening');
	const { port } = server.address() as AddressInfo;
	return {
		url: `http://127.0.0.1:${port}`,
		async close() {
			server.close();
			server.closeAllConnections();
			await once(server, 'close');
		},
	};
}

function answer(response: ServerResponse, status: number, body: object): void {
	response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(body));
}
