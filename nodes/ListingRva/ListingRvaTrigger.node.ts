import { type INodeType, type INodeTypeDescription, NodeConnectionTypes } from 'n8n-workflow';

import { endpointRegistration } from '../shared/endpoints/endpoint';
import { endpointSecrets } from '../shared/endpoints/endpoint-secrets';
import type { TriggerDefinition, TriggerOptions } from '../shared/trigger/definition';
import { deliveryWebhook, TRIGGER_VERSION, triggerProperties, triggerSubtitle } from '../shared/trigger/description';
import { checkedRegistration, triggerMethods } from '../shared/trigger/methods';
import { triggerPanel } from '../shared/trigger/panel';
import { listingRvaApi } from './api';
import { withAssetUrls } from './asset-results';
import { listingRvaDelivery } from './delivery';
import { listingRvaEvents } from './events';
import { listingRvaEndpoints } from './registration';

/** The options of every trigger, and Resolve Assets. */
interface Options extends TriggerOptions {
	resolveAssets?: boolean;
}

const trigger: TriggerDefinition<Options> = {
	api: listingRvaApi,
	delivery: listingRvaDelivery,
	secrets: (context) => endpointSecrets(context, listingRvaApi.credentialType),
	async hydrate(context, event, { resolveAssets, downloadResults }) {
		if (resolveAssets !== true && downloadResults !== true) return event;
		return await withAssetUrls(context, event);
	},
};

const methods = triggerMethods(trigger);

export class ListingRvaTrigger implements INodeType {
	description: INodeTypeDescription = {
		displayName: 'ListingRVA AI Trigger',
		name: 'listingRvaTrigger',
		icon: { light: 'file:listingRva.svg', dark: 'file:listingRva.dark.svg' },
		group: ['trigger'],
		version: TRIGGER_VERSION,
		subtitle: triggerSubtitle(listingRvaEvents),
		description: 'Starts the workflow when ListingRVA AI has generated product images',
		defaults: { name: 'ListingRVA AI Trigger' },
		inputs: [],
		outputs: [NodeConnectionTypes.Main],
		credentials: [{ name: 'listingRvaApi', required: true }],
		webhooks: deliveryWebhook,
		eventTriggerDescription: 'Waiting for ListingRVA AI to finish an image',
		activationMessage: 'The endpoint is registered at ListingRVA AI. Finished images now start this workflow.',
		triggerPanel: triggerPanel({
			header: 'Receive a finished image from ListingRVA AI',
			sender: 'ListingRVA AI',
			building:
				'click <b>Execute step</b>, then generate an image in ListingRVA AI within two minutes. The node registers a temporary test endpoint and removes it afterwards; the production endpoint does not change.',
			production:
				'publish (activate) the workflow. The node registers its own endpoint at ListingRVA AI and keeps the signing secret: there is nothing to copy or paste.',
		}),
		properties: triggerProperties(listingRvaEvents, ['image.generated'], {
			options: [
				{
					displayName: 'Resolve Assets',
					name: 'resolveAssets',
					type: 'boolean',
					default: false,
					description:
						'Whether to request the URLs of the images from ListingRVA AI and add them to the results. Download Results includes this.',
				},
			],
		}),
	};

	webhookMethods = { default: checkedRegistration(endpointRegistration(listingRvaEndpoints), trigger) };

	webhook = methods.webhook;

	execute = methods.execute;
}
