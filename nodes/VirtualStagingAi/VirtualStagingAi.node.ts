import {
	type IExecuteFunctions,
	type INodeType,
	type INodeTypeDescription,
	type IWebhookFunctions,
	NodeConnectionTypes,
} from 'n8n-workflow';

import { ACTION_VERSION, operationProperties, operationSubtitle } from '../shared/operations/properties';
import { runOperations } from '../shared/operations/run';
import { waitWebhook } from '../shared/trigger/description';
import { virtualStagingAiResources } from './resources';
import { searchRenders, searchVariations } from './resources/search';
import { resumeWhenFinal } from './renders/wake';

export class VirtualStagingAi implements INodeType {
	description: INodeTypeDescription = {
		displayName: 'Virtual Staging AI',
		name: 'virtualStagingAi',
		icon: { light: 'file:virtualStagingAi.svg', dark: 'file:virtualStagingAi.dark.svg' },
		group: ['transform'],
		version: ACTION_VERSION,
		subtitle: operationSubtitle(virtualStagingAiResources),
		description: 'Stage photos of rooms with Virtual Staging AI, and manage its webhook secret',
		defaults: { name: 'Virtual Staging AI' },
		usableAsTool: true,
		inputs: [NodeConnectionTypes.Main],
		outputs: [NodeConnectionTypes.Main],
		credentials: [{ name: 'virtualStagingAiApi', required: true }],
		webhooks: waitWebhook,
		waitingNodeTooltip:
			'=Virtual Staging AI is working on it. The workflow goes on by itself when everything is finished, or when Limit Wait ({{ $parameter["limitWaitMinutes"] }} min) has passed. You can close this window. Refused deliveries end no wait: the log of n8n says why, with the number of the execution.',
		properties: operationProperties(virtualStagingAiResources),
	};

	methods = { listSearch: { searchRenders, searchVariations } };

	async execute(this: IExecuteFunctions) {
		return await runOperations(this, virtualStagingAiResources);
	}

	async webhook(this: IWebhookFunctions) {
		return await resumeWhenFinal(this);
	}
}
