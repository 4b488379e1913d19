import type { IWebhookFunctions } from 'n8n-workflow';

import { signingSecrets, signingSecretsOf } from '../../../nodes/shared/endpoints/signing-secrets.ts';

describe("a credential's signing secret", () => {
	it.each([
		['whsec_1', ['whsec_1']],
		[' whsec_1\n', ['whsec_1']],
		['two words', ['two words']],
		['0', ['0']],
	])('is read from %j as %j', (value, expected) => {
		expect(signingSecretsOf(value)).toEqual(expected);
	});

	it.each([[''], [' \t\n'], [undefined], [null], [7], [{}]])('is none in %j', (value) => {
		expect(signingSecretsOf(value)).toEqual([]);
	});
});

describe('a credential that cannot be read', () => {
	it('is one log line with the cause, however many deliveries share the failed read', async () => {
		const lines: string[] = [];
		const context = {
			getWorkflowStaticData: () => ({}),
			getWorkflow: () => ({ id: 'workflow-1' }),
			getNode: () => ({ id: 'node-1', name: 'Trigger', credentials: { acmeApi: { id: 'unreadable' } } }),
			getMode: () => 'webhook',
			getCredentials: async () => await Promise.reject(new Error('the database is away')),
			logger: { warn: (text: string) => lines.push(text) },
		} as unknown as IWebhookFunctions;

		const secrets = signingSecrets(context, 'acmeApi');
		const known = await Promise.all(Array.from({ length: 20 }, async () => await secrets.known()));
		expect(known.flat()).toEqual([]);
		expect(lines).toEqual(['Trigger (workflow workflow-1): The credential could not be read: the database is away']);
	});
});
