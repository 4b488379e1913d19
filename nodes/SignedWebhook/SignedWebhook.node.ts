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
import { canBeSigningSecret } from './credential-test';
import { keySource, senderOptions, senderProperties, withKeySetUrl } from './properties';
import { identifySenderOperation } from './resources/identifySender';
import { signedWebhookResources } from './resources';
import { createCallbackUrl } from './resources/createCallbackUrl';
import { resumeWhenEnded } from './waiting';

const [resource, operation, ...parameters] = operationProperties(signedWebhookResources);

/** Every operation needs a sender, but the one that finds it, and the one whose URLs are the same for all. */
const chosenSenderProperties = senderProperties.map((property) => ({
	...property,
	displayOptions: {
		...property.displayOptions,
		hide: { operation: [identifySenderOperation.value, createCallbackUrl.value] },
	},
}));

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
			'=Waiting for a signed webhook at the resume URL of this execution. The workflow goes on by itself when the job has ended, or when Limit Wait ({{ $parameter["limitWaitMinutes"] }} min) has passed. You can close this window.',
		properties: [resource, operation, ...chosenSenderProperties, keySource, ...parameters],
	};

	methods = { credentialTest: { canBeSigningSecret } };

	async execute(this: IExecuteFunctions) {
		return await runOperations(this, signedWebhookResources);
	}

	async webhook(this: IWebhookFunctions) {
		return await resumeWhenEnded(this);
	}
}
