import type { IHttpRequestOptions } from 'n8n-workflow';

import type { ApiContext, ProviderApi } from '../../../nodes/shared/http/provider.ts';
import { requestApi } from '../../../nodes/shared/http/client.ts';

const api: ProviderApi = {
	displayName: 'Acme',
	credentialType: 'acmeApi',
	keyName: 'API Key',
	secretAdvice: 'Enter one.',
};
const API_KEY = 'vk_unit_0123456789';

/** As much of n8n's context as one request needs; the integration suite has the real one. */
const contextThatGets = (answer: { statusCode: number; body: unknown }) =>
	({
		getCredentials: async () => await Promise.resolve({ baseUrl: 'https://api.example.com', apiKey: API_KEY }),
		getNode: () => ({
			id: '1',
			name: 'Acme',
			type: 'acme',
			typeVersion: 1,
			position: [0, 0],
			parameters: {},
		}),
		helpers: { httpRequestWithAuthentication: async () => await Promise.resolve({ ...answer, headers: {} }) },
	}) as unknown as ApiContext;

const success = (body: unknown) => contextThatGets({ statusCode: 200, body });

afterEach(() => jest.restoreAllMocks());

describe('a success whose body is text', () => {
	const set = { method: 'POST', path: '/secret' } as const;

	it.each(['OK', '', '<html></html>'])('is one where nobody reads the body: %j', async (body) => {
		expect(await requestApi(success(body), api, { ...set, expects: 'anything' })).toEqual({
			status: 200,
			body: undefined,
		});
	});

	it.each(['<html></html>', '{"deleted":'])(
		'is asked for again where it may not be the provider that answered: %j',
		async (body) => {
			jest.spyOn(Math, 'random').mockReturnValue(0);
			const sent: IHttpRequestOptions[] = [];
			const context = success('');
			context.helpers.httpRequestWithAuthentication = async (_type: string, options: IHttpRequestOptions) =>
				await Promise.resolve(
					sent.push(options) && { statusCode: 200, body: sent.length === 1 ? body : '', headers: {} },
				);
			const remove = { method: 'DELETE', path: '/webhooks/1', expects: 'anything' } as const;

			expect(await requestApi(context, api, remove)).toEqual({ status: 200, body: undefined });
			expect(sent).toHaveLength(2);
		},
	);

	it('counts where the provider always answers like that', async () => {
		jest.spyOn(Math, 'random').mockReturnValue(0);
		const remove = { method: 'DELETE', path: '/webhooks/1', expects: 'anything' } as const;
		expect(await requestApi(success('<html></html>'), api, remove)).toEqual({ status: 200, body: undefined });
	});

	it('is an error where the body is read', async () => {
		await expect(requestApi(success('OK'), api, set)).rejects.toThrow('Acme returned a response that is not JSON');
	});

	it('still is JSON where it can be read as such, whatever was expected', async () => {
		expect(await requestApi(success({ a: 1 }), api, { ...set, expects: 'anything' })).toEqual({
			status: 200,
			body: { a: 1 },
		});
	});
});

describe('a request', () => {
	const { signal } = new AbortController();

	it('is cancelled with the execution', async () => {
		const sent: IHttpRequestOptions[] = [];
		const context = success({});
		Object.assign(context, { getExecutionCancelSignal: () => signal });
		context.helpers.httpRequestWithAuthentication = async (_type: string, options: IHttpRequestOptions) =>
			await Promise.resolve(sent.push(options) && { statusCode: 200, body: {}, headers: {} });
		await requestApi(context, api, { method: 'GET', path: '/' });

		expect(sent).toMatchObject([{ abortSignal: signal, timeout: 30_000 }]);
	});

	it.each([429, 503])('is sent once, for 8 seconds, where the sender of a delivery waits: %d', async (statusCode) => {
		const sent: IHttpRequestOptions[] = [];
		const context = success({});
		Object.assign(context, { getResponseObject: () => ({}) });
		context.helpers.httpRequestWithAuthentication = async (_type: string, options: IHttpRequestOptions) =>
			await Promise.resolve(sent.push(options) && { statusCode, body: {}, headers: { 'retry-after': '0' } });
		await expect(requestApi(context, api, { method: 'GET', path: '/', timeout: 120_000 })).rejects.toThrow('Acme');

		expect(sent).toMatchObject([{ timeout: 8_000 }]);
	});
});

const failure = async (message: string) =>
	(await requestApi(contextThatGets({ statusCode: 400, body: { message } }), api, {
		method: 'GET',
		path: '/',
	}).catch((error: unknown) => error)) as Error & { description: string };

describe('the error of a request', () => {
	it("shows no secret that the provider's words repeat", async () => {
		expect((await failure(`bad key ${API_KEY}`)).description).not.toContain('vk_unit');
	});

	it("shows no part of a secret where the provider's words are cut off in the middle of it", async () => {
		expect((await failure(`${'x'.repeat(290)}${API_KEY}`)).description).not.toContain('vk_unit');
	});
});
