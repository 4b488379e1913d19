import type { ApiContext, ProviderApi } from '../../../nodes/shared/http/provider.ts';
import { requestApi } from '../../../nodes/shared/http/client.ts';

const api: ProviderApi = { displayName: 'Acme', credentialType: 'acmeApi', keyName: 'API Key', secretAdvice: 'Enter one.' };
const API_KEY = 'vk_unit_0123456789';

/** As much of n8n's context as one request needs; the integration suite has the real one. */
const contextThatGets = (answer: { statusCode: number; body: unknown }) =>
	({
		getCredentials: async () =>
			await Promise.resolve({ baseUrl: 'https://api.example.com', apiKey: API_KEY }),
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
