import { type INodeType, type INodeTypeDescription, NodeConnectionTypes } from 'n8n-workflow';

import { catchUpOption, pollTimes } from '../shared/catchup/description';
import { catchUpPoll } from '../shared/catchup/poll';
import { deliveryWebhook, TRIGGER_SUBTITLE, TRIGGER_VERSION, triggerProperties } from '../shared/trigger/description';
import { checkedRegistration, triggerMethods } from '../shared/trigger/methods';
import { vigthoriaApi } from './api';
import { generationKey, vigthoriaDelivery } from './delivery';
import { vigthoriaEvents } from './events';
import { finishedMusic } from './finished-music';
import { dashboardRegistration } from './registration';

const definition = { api: vigthoriaApi, delivery: vigthoriaDelivery, resultKey: generationKey };

const methods = triggerMethods(definition);

export class VigthoriaTrigger implements INodeType {
	description: INodeTypeDescription = {
		displayName: 'Vigthoria Trigger',
		name: 'vigthoriaTrigger',
		icon: { light: 'file:vigthoria.svg', dark: 'file:vigthoria.dark.svg' },
		group: ['trigger'],
		version: TRIGGER_VERSION,
		subtitle: TRIGGER_SUBTITLE,
		description: 'Starts the workflow on Vigthoria generation, workflow and account events',
		defaults: { name: 'Vigthoria Trigger' },
		inputs: [],
		outputs: [NodeConnectionTypes.Main],
		credentials: [{ name: 'vigthoriaApi', required: true }],
		webhooks: deliveryWebhook,
		triggerPanel: {
			header: 'Receive an event from Vigthoria',
			executionsHelp: {
				inactive:
					'<b>While building:</b> click <b>Execute step</b>, add the <b>Test URL</b> under Webhook URLs as an endpoint in the webhook settings of the Vigthoria dashboard, and send a test event from there.<br /><br /><b>In production:</b> add the <b>Production URL</b> as an endpoint in the dashboard, copy its signing secret into the Webhook Secret of the credential, and publish (activate) the workflow.',
				active:
					'The workflow is published. Every verified event that Vigthoria sends to its <b>Production URL</b> starts it. To see an event here, click <b>Execute step</b>, and send a test event to the <b>Test URL</b> from the Vigthoria dashboard.',
			},
			activationHint:
				'Publish (activate) the workflow, and add its Production URL as an endpoint in the Vigthoria dashboard.',
		},
		properties: [
			{
				displayName:
					'Paste the Production URL of this node into the webhook settings of the Vigthoria dashboard, and the signing secret shown there into the credential',
				name: 'dashboardNotice',
				type: 'notice',
				default: '',
			},
			...triggerProperties(
				vigthoriaEvents,
				['generation.completed', 'generation.failed'],
				{
					allowedIpsHint: 'Vigthoria documents these: 52.89.214.238, 34.212.75.30, 54.218.53.128',
					options: [catchUpOption('Covers all music of the account; the API lists nothing else.')],
				},
			),
			pollTimes,
		],
	};

	webhookMethods = { default: checkedRegistration(dashboardRegistration) };

	webhook = methods.webhook;

	execute = methods.execute;

	poll = catchUpPoll(definition, finishedMusic);
}
