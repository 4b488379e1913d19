import { type INodeType, type INodeTypeDescription, NodeConnectionTypes } from 'n8n-workflow';

import { deliveryWebhook, TRIGGER_VERSION, triggerProperties, triggerSubtitle } from '../shared/trigger/description';
import { checkedRegistration, triggerMethods } from '../shared/trigger/methods';
import { triggerPanel } from '../shared/trigger/panel';
import { vigthoriaApi } from './api';
import { generationKey, vigthoriaDelivery } from './delivery';
import { vigthoriaEvents } from './events';
import { dashboardRegistration } from './registration';

const trigger = { api: vigthoriaApi, delivery: vigthoriaDelivery, resultKey: generationKey };

const methods = triggerMethods(trigger);

export class VigthoriaTrigger implements INodeType {
	description: INodeTypeDescription = {
		displayName: 'Vigthoria Trigger',
		name: 'vigthoriaTrigger',
		icon: { light: 'file:vigthoria.svg', dark: 'file:vigthoria.dark.svg' },
		group: ['trigger'],
		version: TRIGGER_VERSION,
		subtitle: triggerSubtitle(vigthoriaEvents),
		description: 'Starts the workflow on Vigthoria generation, workflow and account events',
		defaults: { name: 'Vigthoria Trigger' },
		inputs: [],
		outputs: [NodeConnectionTypes.Main],
		credentials: [{ name: 'vigthoriaApi', required: true }],
		webhooks: deliveryWebhook,
		eventTriggerDescription: 'Waiting for a delivery to the Test URL',
		activationMessage:
			'One more step: copy the Production URL of the Vigthoria Trigger (under Webhook URLs) into the webhook settings of the Vigthoria dashboard.',
		triggerPanel: triggerPanel({
			header: 'Receive an event from Vigthoria',
			sender: 'Vigthoria',
			building:
				'open <b>Webhook URLs</b>, copy the <b>Test URL</b> and add it as an endpoint in the Vigthoria dashboard. Only then click <b>Execute step</b>, and send a test event from the dashboard within two minutes.',
			production:
				'add the <b>Production URL</b> as an endpoint in the Vigthoria dashboard, copy its signing secret into the Webhook Secret of the credential, and publish (activate) the workflow.',
		}),
		properties: [
			{
				displayName:
					'Paste the Production URL of this node into the webhook settings of the Vigthoria dashboard, and the signing secret shown there into the credential. Open <b>Webhook URLs</b> above to copy the URL.',
				name: 'dashboardNotice',
				type: 'notice',
				default: '',
			},
			...triggerProperties(vigthoriaEvents, ['generation.completed', 'generation.failed'], {
				allowedIpsHint: 'Vigthoria documents these addresses: 52.89.214.238, 34.212.75.30, 54.218.53.128',
			}),
		],
	};

	webhookMethods = { default: checkedRegistration(dashboardRegistration, trigger) };

	webhook = methods.webhook;

	execute = methods.execute;
}
