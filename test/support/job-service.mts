import { randomUUID } from 'node:crypto';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';

import type { WorkflowNode } from '../harness/n8n-types.mts';

/** A service that starts a job for each request and says its ID. */
export async function startJobService() {
	const jobs: Array<{ id: string; webhook: string }> = [];
	const server = createServer((request, response) => {
		const chunks: Buffer[] = [];
		request.on('data', (chunk: Buffer) => chunks.push(chunk));
		request.on('end', () => {
			const { webhook } = JSON.parse(Buffer.concat(chunks).toString()) as { webhook: string };
			const job = { id: `job_${randomUUID()}`, webhook };
			jobs.push(job);
			response
				.writeHead(201, { 'content-type': 'application/json' })
				.end(JSON.stringify({ id: job.id, status: 'starting' }));
		});
	});
	await new Promise<void>((resolve) => {
		server.listen(0, '127.0.0.1', resolve);
	});
	const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/v1/predictions`;
	return { jobs, url, close: () => server.closeAllConnections() ?? server.close() };
}

/** The node that starts a job there and gives it the execution's resume URL. */
export const startJobNode = (url: string): WorkflowNode => ({
	name: 'Start Prediction',
	type: 'n8n-nodes-base.httpRequest',
	typeVersion: 4.2,
	parameters: {
		method: 'POST',
		url,
		sendBody: true,
		specifyBody: 'json',
		jsonBody: '={{ JSON.stringify({ webhook: $execution.resumeUrl, webhook_events_filter: ["completed"] }) }}',
		options: {},
	},
});
