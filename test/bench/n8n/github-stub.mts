import { type HttpServer, startHttpServer } from '../../support/http-server.mts';

/**
 * Starts the part of GitHub's API that the GitHub Trigger registers its endpoint with; it accepts every endpoint. Source: GitHub's REST API,
 * "Repository webhooks".
 */
export async function startGithubStub(): Promise<HttpServer> {
	let hooks = 0;
	return await startHttpServer((request, response) => {
		request.resume();
		const isNew = request.method === 'POST';
		response.writeHead(isNew ? 201 : 200, { 'content-type': 'application/json' });
		response.end(JSON.stringify(isNew ? { id: (hooks += 1), active: true, events: ['push'] } : { id: hooks, active: true }));
	});
}
