import type {
	IAuthenticateGeneric,
	Icon,
	ICredentialTestRequest,
	ICredentialType,
	INodeProperties,
} from 'n8n-workflow';

import { credentialTestRequest, credentialTestRules } from '../nodes/shared/http/credential-test';

export class VirtualStagingAiApi implements ICredentialType {
	name = 'virtualStagingAiApi';

	displayName = 'Virtual Staging AI API';

	documentationUrl = 'https://docs.virtualstagingai.app/v2-api/endpoints';

	icon: Icon = {
		light: 'file:../nodes/VirtualStagingAi/virtualStagingAi.svg',
		dark: 'file:../nodes/VirtualStagingAi/virtualStagingAi.dark.svg',
	};

	properties: INodeProperties[] = [
		{
			displayName: 'API Key',
			name: 'apiKey',
			type: 'string',
			typeOptions: { password: true },
			required: true,
			default: '',
			description: 'The key that authorises requests to Virtual Staging AI',
			hint: 'From the settings of an account on the Enterprise plan',
		},
		{
			displayName: 'Base URL',
			name: 'baseUrl',
			type: 'string',
			required: true,
			default: 'https://api.virtualstagingai.app/v2',
			description: 'The address of the API. Change it only for another installation or a test server.',
		},
		{
			displayName: 'Webhook Secret',
			name: 'webhookSecret',
			type: 'string',
			typeOptions: { password: true },
			default: '',
			description:
				'A long random text that you choose, needed to receive webhooks. The trigger sets it as the signing secret of the whole account when the workflow is published.',
			hint: 'A long random text of your own, needed to receive webhooks',
		},
	];

	authenticate: IAuthenticateGeneric = {
		type: 'generic',
		properties: { headers: { Authorization: '=Api-Key {{$credentials.apiKey}}' } },
	};

	test: ICredentialTestRequest = {
		request: credentialTestRequest('/user'),
		rules: credentialTestRules('Virtual Staging AI', {
			401: 'Virtual Staging AI refused the API Key',
			403: 'The account is not allowed to use the API: the Enterprise plan is required',
		}),
	};
}
