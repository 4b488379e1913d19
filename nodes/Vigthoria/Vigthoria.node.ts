import { type IExecuteFunctions, type INodeType, type INodeTypeDescription, NodeConnectionTypes } from 'n8n-workflow';

import { ACTION_VERSION, operationProperties, operationSubtitle } from '../shared/operations/properties';
import { runOperations } from '../shared/operations/run';
import { searchMusic } from './resources/music/search';
import { vigthoriaResources } from './resources';

export class Vigthoria implements INodeType {
	description: INodeTypeDescription = {
		displayName: 'Vigthoria',
		name: 'vigthoria',
		icon: { light: 'file:vigthoria.svg', dark: 'file:vigthoria.dark.svg' },
		group: ['transform'],
		version: ACTION_VERSION,
		subtitle: operationSubtitle(vigthoriaResources),
		description: 'Generate music and videos with Vigthoria',
		defaults: { name: 'Vigthoria' },
		usableAsTool: true,
		inputs: [NodeConnectionTypes.Main],
		outputs: [NodeConnectionTypes.Main],
		credentials: [{ name: 'vigthoriaApi', required: true }],
		properties: operationProperties(vigthoriaResources),
	};

	methods = { listSearch: { searchMusic } };

	async execute(this: IExecuteFunctions) {
		return await runOperations(this, vigthoriaResources);
	}
}
