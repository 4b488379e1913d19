/** The request of each credential's test, sent by n8n's own helper, and the rule that n8n applies to a success. */
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';

import { Workflow } from 'n8n-workflow';

import { ListingRvaApi } from '../../credentials/ListingRvaApi.credentials.ts';
import { VigthoriaApi } from '../../credentials/VigthoriaApi.credentials.ts';
import { VirtualStagingAiApi } from '../../credentials/VirtualStagingAiApi.credentials.ts';
import { actionNodes } from './actions/run-action.mts';
import { makeExecuteContext } from './support/n8n-contexts.mts';

const types = [new ListingRvaApi(), new VigthoriaApi(), new VirtualStagingAiApi()];

async function bodyOf({ test: { request } }: (typeof types)[number], answer: string): Promise<unknown> {
	const server = createServer((_request, response) => {
		response.setHeader('content-type', 'application/json').end(answer);
	});
	await new Promise<void>((resolve) => {
		server.listen(0, '127.0.0.1', resolve);
	});
	const baseURL = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
	const { helpers } = makeExecuteContext({ nodeType: actionNodes.vigthoria });
	return await helpers.httpRequest({ ...request, baseURL } as never).finally(() => {
		server.closeAllConnections();
		server.close();
	});
}

/** Evaluates an expression of the test's request as n8n does. */
function addressFor({ test: { request } }: (typeof types)[number], baseUrl: string): unknown {
	const nodeTypes = { getByNameAndVersion: () => actionNodes.vigthoria, getByName: () => actionNodes.vigthoria };
	const node = {
		id: '1',
		name: 'Test',
		type: 'test',
		typeVersion: 2,
		position: [0, 0] as [number, number],
		parameters: {},
	};
	const workflow = new Workflow({ nodes: [node], connections: {}, active: false, nodeTypes: nodeTypes as never });
	const keys = { $credentials: { baseUrl } };
	return workflow.expression.getSimpleParameterValue(node, request.baseURL, 'manual', keys as never);
}

describe.each(types.map((type) => [type.name, type] as const))('the test of %s', (_name, type) => {
	it.each([
		['https://api.example.com/v1', 'https://api.example.com/v1'],
		[' http://localhost:8080', 'http://localhost:8080'],
		[' api.example.com/v1', 'https://api.example.com/v1'],
	])('asks at the base URL %j', (baseUrl, expected) => {
		expect(addressFor(type, baseUrl)).toBe(expected);
	});

	const success =
		type.test.rules?.flatMap((rule) => (rule.type === 'responseSuccessBody' ? [rule.properties] : [])) ?? [];

	it.each(['[]', '{}', '{"user":{}}', '[{"id":"wh_1"}]'])(
		'accepts %s, as a text that n8n makes one item of',
		async (answer) => {
			const body = await bodyOf(type, answer);
			expect(body).toBe(answer);
			expect(success.filter(({ key, value }) => String(body)[Number(key)] === value)).toEqual([]);
		},
	);

	it('takes a web page for no success', async () => {
		const body = await bodyOf(type, '<!doctype html><title>Hello</title>');
		expect(success.filter(({ key, value }) => String(body)[Number(key)] === value)).toHaveLength(1);
	});

	it('has a text for the usual refusals', () => {
		const statuses =
			type.test.rules?.flatMap((rule) => (rule.type === 'responseCode' ? [rule.properties.value] : [])) ?? [];
		expect(statuses).toEqual(expect.arrayContaining([401, 403, 404]));
	});
});
