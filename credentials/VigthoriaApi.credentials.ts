import type {
	IAuthenticateGeneric,
	Icon,
	ICredentialTestRequest,
	ICredentialType,
	INodeProperties,
} from 'n8n-workflow';

import { credentialTestRequest, credentialTestRules } from '../nodes/shared/http/credential-test';

export class VigthoriaApi implements ICredentialType {
	name = 'vigthoriaApi';

	displayName = 'Vigthoria API';

	documentationUrl = 'https://landing.vigthoria.io/docs/api/webhooks.html';

	icon: Icon = { light: 'file:../nodes/Vigthoria/vigthoria.svg', dark: 'file:../nodes/Vigthoria/vigthoria.dark.svg' };

	properties: INodeProperties[] = [
		{
			displayName: 'API Key',
			name: 'apiKey',
			type: 'string',
			typeOptions: { password: true },
			required: true,
			default: '',
			description: 'The key that authorises requests to Vigthoria. Keys of the sandbox begin with vk_test_.',
			hint: 'From the API settings of the Vigthoria account',
		},
		{
			displayName: 'Base URL',
			name: 'baseUrl',
			type: 'string',
			required: true,
			default: 'https://api.vigthoria.io/v1',
			description: 'The address of the API. The sandbox is at https://sandbox.api.vigthoria.io/v1.',
		},
		{
			displayName: 'Webhook Secret',
			name: 'webhookSecret',
			type: 'string',
			typeOptions: { password: true },
			default: '',
			description:
				'The signing secret that the Vigthoria dashboard shows for your endpoint. Without it no delivery can be verified, so the trigger accepts none.',
			hint: 'From the webhook settings of the Vigthoria dashboard, needed to receive webhooks',
		},
	];

	authenticate: IAuthenticateGeneric = {
		type: 'generic',
		properties: { headers: { Authorization: '=Bearer {{$credentials.apiKey}}' } },
	};

	test: ICredentialTestRequest = {
		request: credentialTestRequest('/models'),
		rules: credentialTestRules('Vigthoria', {
			401: 'Vigthoria refused the API Key',
			403: 'The API Key is not allowed to do this, or the plan of the account does not include the API',
		}),
	};
}
