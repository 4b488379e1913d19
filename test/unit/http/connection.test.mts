import type { ApiContext, ProviderApi } from '../../../nodes/shared/http/provider.ts';
import { readConnection } from '../../../nodes/shared/http/connection.ts';

const api: ProviderApi = {
	displayName: 'Acme',
	credentialType: 'acmeApi',
	keyName: 'API Key',
	secretAdvice: 'Enter one.',
};
const open = async (credential: Record<string, unknown>) =>
	await readConnection(
		{
			getCredentials: async () => await Promise.resolve({ baseUrl: 'https://api.example.com', ...credential }),
		} as unknown as ApiContext,
		api,
	);

describe('the connection of a credential', () => {
	it.each([
		['https://api.example.com/v1', 'https://api.example.com/v1'],
		['https://api.example.com/v1/', 'https://api.example.com/v1'],
		[' https://api.example.com// \n', 'https://api.example.com'],
		['api.example.com/v1', 'https://api.example.com/v1'],
		[' localhost:8080/v1', 'https://localhost:8080/v1'],
		['http://localhost:8080', 'http://localhost:8080'],
		['ftp://api.example.com', 'ftp://api.example.com'],
		['', ''],
	])('with the base URL %j leads to %s', async (baseUrl, expected) => {
		expect((await open({ baseUrl })).baseUrl).toBe(expected);
	});

	it('hides every secret wherever it occurs', async () => {
		const { redact } = await open({ apiKey: 'key-12345', webhookSecret: 'whsec-9' });
		expect(redact('key-12345, whsec-9 and key-12345')).toBe('***, *** and ***');
	});

	it.each([[''], ['short'], [7], [null], [undefined]])(
		'garbles no text for the sake of the field %j',
		async (field) => {
			const text = 'short texts of 7 words stay as they are';
			expect((await open({ field })).redact(text)).toBe(text);
		},
	);

	it("leaves words readable that only n8n's own fields contain", async () => {
		const { redact } = await open({ allowedHttpRequestDomains: 'domains', allowedDomains: 'api.example.com' });
		expect(redact('api.example.com is not one of the domains')).toBe('api.example.com is not one of the domains');
	});

	it('leaves the base URL readable', async () => {
		expect((await open({})).redact('https://api.example.com')).toBe('https://api.example.com');
	});

	it('hides a secret whole that begins with another secret', async () => {
		const { redact } = await open({ webhookSecret: 'acme-live', apiKey: 'acme-live-12345' });
		expect(redact('the key acme-live-12345')).toBe('the key ***');
	});

	it('hides a secret with the characters of a regular expression', async () => {
		expect((await open({ apiKey: 'a.*$1(b' })).redact('x a.*$1(b x')).toBe('x *** x');
	});
});
