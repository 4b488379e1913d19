import { type INodeType, type INodeTypeDescription, NodeConnectionTypes } from 'n8n-workflow';

import { deliveryWebhook, TRIGGER_VERSION, triggerProperties, triggerSubtitle } from '../shared/trigger/description';
import type { TriggerDefinition } from '../shared/trigger/definition';
import { checkedRegistration, triggerMethods } from '../shared/trigger/methods';
import { triggerPanel } from '../shared/trigger/panel';
import { virtualStagingAiApi } from './api';
import { renderKey, virtualStagingAiDelivery } from './delivery';
import { virtualStagingAiEvents } from './events';
import { webhookSecretRegistration } from './registration';
import { secretFieldOption } from './secret-field';
import { aggregateRender, type RenderOptions } from './emit';
import { emitOption } from './emit-option';

const trigger: TriggerDefinition<RenderOptions> = {
	api: virtualStagingAiApi,
	delivery: virtualStagingAiDelivery,
	resultKey: renderKey,
	aggregate: aggregateRender,
};

const methods = triggerMethods(trigger);

export class VirtualStagingAiTrigger implements INodeType {
	description: INodeTypeDescription = {
		displayName: 'Virtual Staging AI Trigger',
		name: 'virtualStagingAiTrigger',
		icon: { light: 'file:virtualStagingAi.svg', dark: 'file:virtualStagingAi.dark.svg' },
		group: ['trigger'],
		version: TRIGGER_VERSION,
		subtitle: triggerSubtitle(virtualStagingAiEvents),
		description: 'Starts the workflow when Virtual Staging AI has finished a variation or an analysis',
		defaults: { name: 'Virtual Staging AI Trigger' },
		inputs: [],
		outputs: [NodeConnectionTypes.Main],
		credentials: [{ name: 'virtualStagingAiApi', required: true }],
		webhooks: deliveryWebhook,
		eventTriggerDescription: 'Waiting for a delivery to the Test URL',
		activationMessage:
			"One step is left: give the Production URL of the Virtual Staging AI Trigger (under Webhook URLs) as Webhook URL when you create a render. The account's webhooks are now signed with the Webhook Secret of the credential.",
		triggerPanel: triggerPanel({
			header: 'Receive a finished staging from Virtual Staging AI',
			sender: 'Virtual Staging AI',
			building:
				'open <b>Webhook URLs</b> and copy the <b>Test URL</b>. Only then click <b>Execute step</b>, and create a render with that address as <b>Webhook URL</b> within two minutes.',
			production:
				'publish (activate) the workflow, and give its <b>Production URL</b> as Webhook URL of every render, variation or analysis that you create.',
		}),
		properties: [
			{
				displayName:
					'Copy the <b>Production URL</b> (under Webhook URLs above) into the field <b>Webhook URL</b> of the Virtual Staging AI node that creates the render. (By API: <code>webhook_url</code>.) Publishing, and listening for a real event, set the signing secret of the <b>whole account</b> to the Webhook Secret of the credential: other receivers of the account have to use the same secret.',
				name: 'accountSecretNotice',
				type: 'notice',
				default: '',
			},
			...triggerProperties(virtualStagingAiEvents, ['done', 'error'], {
				options: [emitOption, secretFieldOption],
			}),
		],
	};

	webhookMethods = { default: checkedRegistration(webhookSecretRegistration, trigger) };

	webhook = methods.webhook;

	execute = methods.execute;
}
