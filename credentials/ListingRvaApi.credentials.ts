import type {
	IAuthenticateGeneric,
	Icon,
	ICredentialTestRequest,
	ICredentialType,
	INodeProperties,
} from 'n8n-workflow';

import { credentialTestRequest, credentialTestRules } from '../nodes/shared/http/credential-test';

export class ListingRvaApi implements ICredentialType {
	name = 'listingRvaApi';

	displayName = 'ListingRVA AI API';

	documentationUrl = 'https://listingrvaai.com/docs/api';

	icon: Icon = {
		light: 'file:../nodes/ListingRva/listingRva.svg',
		dark: 'file:../nodes/ListingRva/listingRva.dark.svg',
	};

	properties: INodeProperties[] = [
		{
			displayName: 'Access Token',
			name: 'accessToken',
			type: 'string',
			typeOptions: { password: true },
			required: true,
			default: '',
			description:
				'A JSON Web Token (JWT): three long parts with dots between them, the first of which begins with eyJ. It expires: when requests are refused, enter a current one.',
			hint: 'The token (eyJ…) of a session in which you are logged in to ListingRVA AI, with the Pro plan. It expires.',
		},
		{
			displayName: 'Base URL',
			name: 'baseUrl',
			type: 'string',
			required: true,
			default: 'https://api.listingrvaai.com/api',
			description: 'The address of the API. Change it only for another installation or a test server.',
		},
		{
			displayName: 'Webhook Secret',
			name: 'webhookSecret',
			type: 'string',
			typeOptions: { password: true },
			default: '',
			description:
				'Only for an endpoint that you registered yourself, for example with the ListingRVA AI node: its secret, which was shown only once. The trigger registers its own endpoint and keeps its secret.',
			hint: 'Leave it empty for a trigger, which registers itself',
		},
	];

	authenticate: IAuthenticateGeneric = {
		type: 'generic',
		properties: { headers: { Authorization: '=Bearer {{$credentials.accessToken}}' } },
	};

	test: ICredentialTestRequest = {
		request: credentialTestRequest('/webhooks'),
		rules: credentialTestRules('ListingRVA AI', {
			401: 'ListingRVA AI refused the Access Token: it is wrong or has expired',
			403: 'The account is not allowed to use the API: the Pro plan is required',
		}),
	};
}
