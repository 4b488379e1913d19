import type { Icon, ICredentialType, INodeProperties } from 'n8n-workflow';

import { senderOptions } from '../nodes/SignedWebhook/sender-list';

export class SignedWebhookApi implements ICredentialType {
	name = 'signedWebhookApi';

	displayName = 'Signed Webhook API';

	documentationUrl =
		'https://github.com/n8n-nodes-ai-media-webhooks/n8n-nodes-ai-media-webhooks/blob/main/docs/signed-webhooks.md#set-up';

	icon: Icon = {
		light: 'file:../nodes/SignedWebhook/signedWebhook.svg',
		dark: 'file:../nodes/SignedWebhook/signedWebhook.dark.svg',
	};

	properties: INodeProperties[] = [
		{
			displayName: 'Webhook Secret',
			name: 'webhookSecret',
			type: 'string',
			typeOptions: { password: true },
			required: true,
			default: '',
			description:
				'The secret that the sender signs its webhooks with, exactly as the sender shows it. Of a sender that signs with a key pair, its public key, as PEM for example.',
			hint: 'The node says where the sender shows it: in the note under Sender, or in its list of senders. Make a credential for each sender, and name it after the sender.',
		},
		{
			displayName: 'Previous Secret',
			name: 'previousSecret',
			type: 'string',
			typeOptions: { password: true },
			default: '',
			description: 'Also accepted, while a secret is being rotated. Remove it once the sender signs with the new one.',
		},
		{
			displayName: 'Sender',
			name: 'sender',
			type: 'options',
			options: [{ name: 'Any', value: '' }, ...senderOptions.map(({ name, value }) => ({ name, value }))],
			default: '',
			description:
				'Whose secret it is. Nodes that are set to another sender then refuse the credential when the workflow is published.',
		},
	];
}
