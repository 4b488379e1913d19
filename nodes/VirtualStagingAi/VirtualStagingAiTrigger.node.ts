import { type INodeType, type INodeTypeDescription, NodeConnectionTypes } from 'n8n-workflow';

import { catchUpOption, pollTimes } from '../shared/catchup/description';
import { catchUpPoll } from '../shared/catchup/poll';
import { deliveryWebhook, TRIGGER_SUBTITLE, TRIGGER_VERSION, triggerProperties } from '../shared/trigger/description';
import { checkedRegistration, triggerMethods } from '../shared/trigger/methods';
import { virtualStagingAiApi } from './api';
import { virtualStagingAiDelivery } from './delivery';
import { virtualStagingAiEvents } from './events';
import { webhookSecretRegistration } from './registration';
import { secretFieldOption } from './secret-field';
import { aggregateRender, type RenderOptions } from './renders/aggregate';
import { finishedRenders } from './renders/finished';

const definition = { api: virtualStagingAiApi, delivery: virtualStagingAiDelivery, aggregate: aggregateRender };

const methods = triggerMethods<RenderOptions>(definition);

export class VirtualStagingAiTrigger implements INodeType {
	description: INodeTypeDescription = {
		displayName: 'Virtual Staging AI Trigger',
		name: 'virtualStagingAiTrigger',
		icon: { light: 'file:virtualStagingAi.svg', dark: 'file:virtualStagingAi.dark.svg' },
		group: ['trigger'],
		version: TRIGGER_VERSION,
		subtitle: TRIGGER_SUBTITLE,
		description: 'Starts the workflow when Virtual Staging AI has finished a variation or an analysis',
		defaults: { name: 'Virtual Staging AI Trigger' },
		inputs: [],
		outputs: [NodeConnectionTypes.Main],
		credentials: [{ name: 'virtualStagingAiApi', required: true }],
		webhooks: deliveryWebhook,
		triggerPanel: {
			header: 'Receive a done or error event from Virtual Staging AI',
			executionsHelp: {
				inactive:
					'<b>While building:</b> click <b>Execute step</b>, then create a render whose <code>webhook_url</code> is the <b>Test URL</b> under Webhook URLs.<br /><br /><b>In production:</b> publish (activate) the workflow, and give its <b>Production URL</b> as <code>webhook_url</code> of every render, variation or analysis that you create.<br /><br /><b>Careful:</b> listening and publishing set the signing secret of the whole account to the Webhook Secret of the credential. Other receivers of this account have to use the same secret.',
				active:
					'The workflow is published. Give its <b>Production URL</b> as <code>webhook_url</code> of every render, variation or analysis that you create; every verified event starts the workflow. To see an event here, click <b>Execute step</b> and use the <b>Test URL</b> instead.',
			},
			activationHint:
				'Publish (activate) the workflow, then give its Production URL as <code>webhook_url</code> when you create a render.',
		},
		properties: [
			{
				displayName:
					'Give the Production URL of this node as <code>webhook_url</code> (Webhook URL in the Virtual Staging AI node) of every render. Publishing the workflow sets the signing secret of the <b>whole account</b> to the Webhook Secret of the credential.',
				name: 'accountSecretNotice',
				type: 'notice',
				default: '',
			},
			...triggerProperties(virtualStagingAiEvents, ['done', 'error'], {
				options: [
					catchUpOption(
						'Covers all renders of the account, those of Create and Wait and of other systems included, because the API does not say where the deliveries of a render go.',
					),
					secretFieldOption,
					{
						displayName: 'Emit',
						name: 'emit',
						type: 'options',
						options: [
							{
								name: 'Each Variation',
								value: 'variation',
								description: 'One item for every variation, as soon as it is ready',
							},
							{
								name: 'Whole Render',
								value: 'render',
								description:
									'One item for a render, with all its results, when all its variations are ready or have failed',
							},
						],
						default: 'variation',
						description: 'What an item stands for',
						hint: 'Whole Render needs the events done and error, and Ignore Duplicates turned on',
					},
				],
			}),
			pollTimes,
		],
	};

	webhookMethods = { default: checkedRegistration(webhookSecretRegistration) };

	webhook = methods.webhook;

	execute = methods.execute;

	poll = catchUpPoll<RenderOptions>(definition, finishedRenders);
}
