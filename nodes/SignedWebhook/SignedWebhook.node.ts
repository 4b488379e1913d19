import {
	type IExecuteFunctions,
	type INodeProperties,
	type INodeType,
	type INodeTypeDescription,
	type IWebhookFunctions,
	NodeConnectionTypes,
} from 'n8n-workflow';

import { ACTION_VERSION, operationProperties, operationSubtitle } from '../shared/operations/properties';
import { runOperations } from '../shared/operations/run';
import { waitWebhook } from '../shared/trigger/description';
import { canBeSigningSecret } from './credential-test';
import { fieldsProperty } from './fields-property';
import { actionSenderProperties, keySource, withKeySetUrl } from './properties';
import { senderOptions } from './sender-list';
import { identifySenderOperation } from './resources/identifySender';
import { signedWebhookResources } from './resources';
import { createCallbackUrl } from './resources/createCallbackUrl';
import { resumeWaitingExecution } from './resources/resume';
import { resumeWhenEnded } from './waiting';

const [resource, operation, operationOfTool, ...parameters] = operationProperties(signedWebhookResources);

/** Every operation needs a sender, but the one that finds it, the one whose URLs are the same for all, and the one that has an event. */
const ofSender = (property: INodeProperties): INodeProperties => ({
	...property,
	displayOptions: {
		...property.displayOptions,
		hide: { operation: [identifySenderOperation.value, createCallbackUrl.value, resumeWaitingExecution.value] },
	},
});

export class SignedWebhook implements INodeType {
	description: INodeTypeDescription = {
		displayName: 'Signed Webhook',
		name: 'signedWebhook',
		icon: { light: 'file:signedWebhook.svg', dark: 'file:signedWebhook.dark.svg' },
		group: ['transform'],
		version: ACTION_VERSION,
		subtitle: operationSubtitle(signedWebhookResources, { parameter: 'sender', options: senderOptions }),
		description:
			'Wait for the signed webhook of a service, verify one that another node received, find out whose it is, or send a test event',
		defaults: { name: 'Signed Webhook' },
		usableAsTool: true,
		inputs: [NodeConnectionTypes.Main],
		outputs: [NodeConnectionTypes.Main],
		credentials: [
			{
				name: 'signedWebhookApi',
				required: true,
				testedBy: 'canBeSigningSecret',
				displayOptions: { hide: { [keySource.name]: [keySource.default as string], ...withKeySetUrl } },
			},
		],
		webhooks: waitWebhook,
		waitingNodeTooltip:
			'=Waiting for a signed webhook at the resume URL of this execution. The workflow goes on by itself when the job has ended, or when Limit Wait ({{ $parameter["limitWaitMinutes"] }} min) has passed. You can close this window. Refused deliveries end no wait: the log of n8n says why, with the number of the execution.',
		properties: [
			resource,
			operation,
			operationOfTool,
			...actionSenderProperties.map(ofSender),
			keySource,
			...parameters,
			ofSender(fieldsProperty),
		],
	};

	methods = { credentialTest: { canBeSigningSecret } };

	async execute(this: IExecuteFunctions) {
		return await runOperations(this, signedWebhookResources);
	}

	async webhook(this: IWebhookFunctions) {
		return await resumeWhenEnded(this);
	}
}
