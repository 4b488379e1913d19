import { type INodeType, type INodeTypeDescription, NodeConnectionTypes } from 'n8n-workflow';

import { deliveryWebhook, TRIGGER_VERSION } from '../shared/trigger/description';
import { checkedRegistration, triggerMethods } from '../shared/trigger/methods';
import { triggerPanel } from '../shared/trigger/panel';
import { canBeSigningSecret } from './credential-test';
import { signedWebhookDefinition } from './definition';
import { setupWebhooks } from './handshakes';
import { triggerParameters, withKeySetUrl } from './properties';
import { sendersWithSecret } from './sender-groups';
import { SENDER_SUBTITLE } from './sender-list';
import { manualRegistration } from './registration';

const methods = triggerMethods(signedWebhookDefinition);

export class SignedWebhookTrigger implements INodeType {
	description: INodeTypeDescription = {
		displayName: 'Signed Webhook Trigger',
		name: 'signedWebhookTrigger',
		icon: { light: 'file:signedWebhook.svg', dark: 'file:signedWebhook.dark.svg' },
		group: ['trigger'],
		version: TRIGGER_VERSION,
		subtitle: SENDER_SUBTITLE,
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
				displayOptions: { show: { sender: [...sendersWithSecret] }, hide: withKeySetUrl },
			},
		],
		webhooks: [...deliveryWebhook, ...setupWebhooks],
		eventTriggerDescription: 'Waiting for a delivery to the Test URL',
		activationMessage:
			'One step is left: give the Production URL of the Signed Webhook Trigger (under Webhook URLs) to the sender, as the note in the node says.',
		triggerPanel: triggerPanel({
			header: 'Receive a signed webhook',
			sender: 'the sender',
			building:
				'open <b>Webhook URLs</b>, copy the <b>Test URL</b> and give it to the sender, as the note in the parameters says. Only then click <b>Execute step</b>, and let the sender deliver within two minutes.',
			production: 'publish (activate) the workflow, and give its <b>Production URL</b> to the sender.',
		}),
		properties: triggerParameters,
	};

	methods = { credentialTest: { canBeSigningSecret } };

	webhookMethods = { default: checkedRegistration(manualRegistration, signedWebhookDefinition) };

	webhook = methods.webhook;

	execute = methods.execute;
}
