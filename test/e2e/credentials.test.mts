/** What n8n's credential test says, on a real n8n. */
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';

import { openWorkbench, type ProviderName, providers, type Workbench } from '../support/workbench.mts';

let bench: Workbench;

beforeAll(async () => {
	bench = await openWorkbench();
}, 20 * 60_000);

afterAll(async () => {
	await bench?.close();
});

/** Tests a credential against a server that answers everything alike. */
async function testAgainst(provider: ProviderName, status: number, body: string, type = 'application/json') {
	const server = createServer((_request, response) => {
		response.writeHead(status, { 'content-type': type }).end(body);
	});
	await new Promise<void>((resolve) => {
		server.listen(0, '127.0.0.1', resolve);
	});
	const baseUrl = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
	const data = { ...bench.credentialData[provider], baseUrl };
	return await bench.client.testCredential(bench.credentials[provider], data).finally(() => {
		server.closeAllConnections();
		server.close();
	});
}

describe.each(Object.keys(providers) as ProviderName[])('the credential test of %s', (provider) => {
	const { title } = providers[provider];

	it('succeeds with what the provider accepts', async () => {
		expect(
			await bench.client.testCredential(bench.credentials[provider], bench.credentialData[provider]),
		).toMatchObject({ status: 'OK' });
	});

	it.each([
		[401, new RegExp(`^${title} refused the (API Key|Access Token)`)],
		[403, /plan/i],
		[404, new RegExp(`The API of ${title} was not found`)],
		[500, new RegExp(`${title} had an internal error`)],
	])('says what the status %d means', async (status, message) => {
		// n8n 1 has a sentence of its own for a failed request and passes over the rules.
		const expected = bench.n8n.version.startsWith('1.') ? /\w+ \w+/ : message;
		expect(await testAgainst(provider, status, '{"message":"no"}')).toEqual({
			status: 'Error',
			message: expect.stringMatching(expected) as string,
		});
	});

	it('does not accept a web page as a success', async () => {
		expect(await testAgainst(provider, 200, '<!doctype html><title>Hello</title>', 'text/html')).toEqual({
			status: 'Error',
			message: `This Base URL is a web page, not the API of ${title}`,
		});
	});

	it('succeeds with an answer of any other shape', async () => {
		expect(await testAgainst(provider, 200, '{"data":[]}')).toMatchObject({ status: 'OK' });
		expect(await testAgainst(provider, 200, '[]')).toMatchObject({ status: 'OK' });
	});
});
