import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { once } from 'node:events';
import type { AddressInfo } from 'node:net';

import type { IWebhookFunctions } from 'n8n-workflow';

import { collectGarbage } from '../../support/garbage.mts';
import type { EventKey } from '../../../nodes/shared/idempotency/event-key.ts';
import { openReservation, rememberedIds, reserve } from '../../../nodes/shared/idempotency/reservation.ts';

let node = 0;

const key = (id: string, scope: EventKey['scope'] = 'node'): EventKey => ({ scope, id });

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

describe('a reservation that is not settled', () => {
	it.each([
		['600 other nodes', 600, 1],
		['other nodes with 110,000 events', 22, 5_000],
	])('is not forgotten over %s', (name, nodes, events) => {
		const context = contextOf(`waiting beside ${name}`);
		const { state, settle } = openReservation(context, key('a'));
		expect(state).toBe('granted');
		for (let index = 0; index < nodes; index++) {
			for (let id = 0; id < events; id++) openReservation(contextOf(`${name} ${index}`), key(String(id))).settle(true);
		}
		expect(openReservation(context, key('a')).state).toBe('pending');
		settle(true);
		expect(openReservation(context, key('a')).state).toBe('committed');
	});
});

it('a result is known to all nodes of its workflow, another event to the node that received it', () => {
	const [one, other] = [contextOf('one'), contextOf('other')];
	openReservation(one, key('result', 'workflow')).settle(true);
	openReservation(one, key('event')).settle(true);
	expect(openReservation(other, key('result', 'workflow')).state).toBe('committed');
	expect(openReservation(other, key('event')).state).toBe('granted');
});

it('ids take the same memory however long they are', () => {
	const context = contextOf('long ids');
	collectGarbage();
	const before = process.memoryUsage().heapUsed;
	for (let index = 0; index < 2_000; index++) {
		openReservation(context, key(String(index).padEnd(100_000, 'x'))).settle(true);
	}
	collectGarbage();
	expect(process.memoryUsage().heapUsed - before).toBeLessThan(10_000_000);
	expect(openReservation(context, key('7'.padEnd(100_000, 'x'))).state).toBe('committed');
	expect(openReservation(context, key('7'.padEnd(100_001, 'x'))).state).toBe('granted');
});

it('the events of all nodes together are 100,000 at the most', () => {
	for (let index = 0; index < 30; index++) {
		const context = contextOf(`full ${index}`);
		for (let id = 0; id < 5_000; id++) openReservation(context, key(String(id))).settle(true);
	}
	expect(rememberedIds()).toBeLessThanOrEqual(100_000);
	expect(openReservation(contextOf('full 29'), key('4999')).state).toBe('committed');
	expect(openReservation(contextOf('full 0'), key('4999')).state).toBe('granted');
});
