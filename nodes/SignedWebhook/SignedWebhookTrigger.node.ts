import { type INodeType, type INodeTypeDescription, NodeConnectionTypes } from 'n8n-workflow';

import { deliveryWebhook, TRIGGER_VERSION } from '../shared/trigger/description';
import { checkedRegistration, triggerMethods } from '../shared/trigger/methods';
import { canBeSigningSecret } from './credential-test';
import { signedWebhookDefinition } from './definition';
import { sendersWithSecret, triggerParameters } from './properties';
import { manualRegistration } from './registration';

const methods = triggerMethods(signedWebhookDefinition);

export class SignedWebhookTrigger implements INodeType {
	description: INodeTypeDescription = {
		displayName: 'Signed Webhook Trigger',
		name: 'signedWebhookTrigger',
		icon: { light: 'file:signedWebhook.svg', dark: 'file:signedWebhook.dark.svg' },
		group: ['trigger'],
		version: TRIGGER_VERSION,
		subtitle: '={{ $parameter["sender"] }}',
		description:
			'Starts the workflow when a service delivers a webhook whose signature is right. Knows Replicate, fal, OpenAI, ElevenLabs, HeyGen and others, and any other service by its settings.',
		defaults: { name: 'Signed Webhook Trigger' },
		inputs: [],
		outputs: [NodeConnectionTypes.Main],
		credentials: [
			{
				name: 'signedWebhookApi',
				required: true,
				testedBy: 'canBeSigningSecret',
				displayOptions: { show: { sender: [...sendersWithSecret] } },
			},
		],
		webhooks: deliveryWebhook,
		triggerPanel: {
			header: 'Receive a signed webhook',
			executionsHelp: {
				inactive:
					'<b>While building:</b> click <b>Execute step</b>, and give the <b>Test URL</b> under Webhook URLs to the sender, as the note in the parameters says, or send a test event with the Signed Webhook node.<br /><br /><b>In production:</b> publish (activate) the workflow, and give its <b>Production URL</b> to the sender.',
				active:
					'The workflow is published. Every verified event that the sender delivers to its <b>Production URL</b> starts it. To see an event here, click <b>Execute step</b> and use the <b>Test URL</b> instead.',
			},
			activationHint: 'Publish (activate) the workflow, and give its Production URL to the sender.',
		},
		properties: triggerParameters,
	};

	methods = { credentialTest: { canBeSigningSecret } };

	webhookMethods = { default: checkedRegistration(manualRegistration) };

	webhook = methods.webhook;

	execute = methods.execute;
}
