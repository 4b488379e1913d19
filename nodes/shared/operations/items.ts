import type {
	IDataObject,
	IExecuteFunctions,
	INodeExecutionData,
	INodeProperties,
	IWebhookFunctions,
} from 'n8n-workflow';

import type { GenerationEvent } from '../delivery/event';
import { isJsonObject } from '../delivery/json';
import type { ProviderApi } from '../http/provider';
import { MAX_FILE_SIZE, resultFiles } from '../http/result-files';

/**
 * Makes items of a provider's answer, whose shape is often not documented, without changing it.
 *
 * @param body the parsed JSON; undefined where the answer was empty
 * @returns an item for each entry of a list, one for anything else; an empty answer gives `{ success: true }`, and
 * what is no object is wrapped as `{ value }`
 */
export function toItems(body: unknown): INodeExecutionData[] {
	return Array.isArray(body) ? body.map(toItem) : [toItem(body ?? { success: true })];
}

function toItem(value: unknown): INodeExecutionData {
	return { json: isJsonObject(value) ? (value as IDataObject) : { value: value as IDataObject } };
}

/**
 * Finds the list in an answer: some providers do not document whether it is bare or inside an object.
 *
 * @param body the parsed JSON
 * @returns the array itself, the first array inside an object, or null where there is none
 */
export function listIn(body: unknown): unknown[] | null {
	if (Array.isArray(body)) return body;
	return isJsonObject(body) ? (Object.values(body).find(Array.isArray) ?? null) : null;
}

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
