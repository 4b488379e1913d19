import { type IExecuteFunctions, type INodeType, type INodeTypeDescription, NodeConnectionTypes } from 'n8n-workflow';

import { ACTION_VERSION, operationProperties, operationSubtitle } from '../shared/operations/properties';
import { runOperations } from '../shared/operations/run';
import { listingRvaResources } from './resources';
import { searchProducts } from './resources/product/search';
import { searchWebhooks } from './resources/webhook/search';

export class ListingRva implements INodeType {
	description: INodeTypeDescription = {
		displayName: 'ListingRVA AI',
		name: 'listingRva',
		icon: { light: 'file:listingRva.svg', dark: 'file:listingRva.dark.svg' },
		group: ['transform'],
		version: ACTION_VERSION,
		subtitle: operationSubtitle(listingRvaResources),
		description: 'Generate product images with ListingRVA AI, and manage its webhooks',
		defaults: { name: 'ListingRVA AI' },
		usableAsTool: true,
		inputs: [NodeConnectionTypes.Main],
		outputs: [NodeConnectionTypes.Main],
		credentials: [{ name: 'listingRvaApi', required: true }],
		properties: operationProperties(listingRvaResources),
	};

	methods = { listSearch: { searchProducts, searchWebhooks } };

	async execute(this: IExecuteFunctions) {
		return await runOperations(this, listingRvaResources);
	}
}
