import type {
	IExecuteFunctions,
	INodeExecutionData,
	INodeProperties,
	IWebhookFunctions,
} from 'n8n-workflow';

import type { GenerationEvent } from '../../delivery/generation-event';
import type { ProviderApi } from '../provider-api';
import { MAX_FILE_SIZE, resultFiles } from '../result-files';

/** The parameter of every operation that waits for results. */
export const downloadResultsProperty: INodeProperties = {
	displayName: 'Download Results',
	name: 'downloadResults',
	type: 'boolean',
	default: false,
	description:
		'Whether to download the result files too, as binary data in the fields result_0, result_1 and so on',
};

/**
 * Makes the items of an operation that waited.
 *
 * @param context the node's execute context, or its webhook context on resume
 * @param api the provider
 * @param events what became of the work of one input item
 * @param itemIndex that input item
 * @returns an item per event, with the result files where they are wanted
 * @throws NodeApiError where a file could not be downloaded
 */
export async function eventItems(
	context: IExecuteFunctions | IWebhookFunctions,
	api: ProviderApi,
	events: readonly GenerationEvent[],
	itemIndex: number,
): Promise<INodeExecutionData[]> {
	const download = downloadWanted(context, itemIndex);
	const items: INodeExecutionData[] = [];
	for (const event of events) {
		const binary = download ? await resultFiles(context, api, event, MAX_FILE_SIZE) : undefined;
		items.push({ json: event, ...(binary && { binary }), pairedItem: { item: itemIndex } });
	}
	return items;
}

function downloadWanted(context: IExecuteFunctions | IWebhookFunctions, itemIndex: number): boolean {
	const { name } = downloadResultsProperty;
	return 'getInputData' in context
		? (context.getNodeParameter(name, itemIndex, false) as boolean)
		: (context.getNodeParameter(name, false) as boolean);
}
