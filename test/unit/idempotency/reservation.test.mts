import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { once } from 'node:events';
import type { AddressInfo } from 'node:net';

import type { IWebhookFunctions } from 'n8n-workflow';

import { openReservation, rememberedIds, reserve } from '../../../nodes/shared/idempotency/reservation.ts';

let node = 0;

/** The little of n8n's webhook context that a reservation needs. */
const contextOf = (nodeId: string, response?: ServerResponse) =>
	({
		getWorkflow: () => ({ id: 'w' }),
		getNode: () => ({ id: nodeId }),
		getResponseObject: () => response,
	}) as unknown as IWebhookFunctions;

/** Opens a connection, and hands over the server's side of it and the client's means to break it. */
async function connect() {
	const server = createServer();
	server.listen(0, '127.0.0.1');
	await once(server, 'listening');
	const leaving = new AbortController();
	const { port } = server.address() as AddressInfo;
	const answer = fetch(`http://127.0.0.1:${port}`, { signal: leaving.signal }).then(
		({ status }) => status,
		() => null,
	);
	const [, response] = (await once(server, 'request')) as [IncomingMessage, ServerResponse];
	return {
		response,
		answer,
		hangUp: async () => {
			leaving.abort();
			await once(response, 'close');
		},
		close: () => {
			server.close();
			server.closeAllConnections();
		},
	};
}

describe('a reservation', () => {
	const nodeId = () => `reserving ${(node += 1)}`;

	it('is committed when the response ends with 200', async () => {
		const { response, answer, close } = await connect();
		const context = contextOf(nodeId(), response);
		expect(reserve(context, 'a')).toBe('granted');
		expect(reserve(context, 'a')).toBe('pending');
		response.end();
		expect(reserve(context, 'a')).toBe('committed');
		expect(await answer).toBe(200);
		close();
	});

	it('is given back when the response ends with another status', async () => {
		const { response, close } = await connect();
		const context = contextOf(nodeId(), response);
		reserve(context, 'a');
		response.writeHead(500).end();
		expect(reserve(context, 'a')).toBe('granted');
		close();
	});

	it('stays pending when the sender hangs up, until n8n ends its response all the same', async () => {
		const { response, hangUp, close } = await connect();
		const context = contextOf(nodeId(), response);
		reserve(context, 'a');
		await hangUp();
		expect(reserve(context, 'a')).toBe('pending');
		response.end('{"received":true}');
		expect(reserve(context, 'a')).toBe('committed');
		close();
	});
});

it('the guards of all nodes together remember 100,000 ids at the most', () => {
	for (let index = 0; index < 30; index++) {
		const context = contextOf(`full ${index}`);
		for (let id = 0; id < 5_000; id++) openReservation(context, String(id)).settle(true);
	}
	expect(rememberedIds()).toBeLessThanOrEqual(100_000);
	expect(openReservation(contextOf('full 29'), '4999').state).toBe('committed');
	expect(openReservation(contextOf('full 0'), '4999').state).toBe('granted');
});
