import type {
	IDataObject,
	IExecuteFunctions,
	INodeExecutionData,
	INodeProperties,
	IWebhookFunctions,
} from 'n8n-workflow';

import type { GenerationEvent } from '../delivery/event';
import { isJsonObject, type JsonObject } from '../delivery/json';
import type { ProviderApi } from '../http/provider';
import { eventOutput, eventOutputProperties } from './event-output';
import { MAX_FILE_SIZE, withResultFiles } from '../http/result-files';

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

/**
 * Completes the item of an answer that started paid work: without the work's ID, the item says so.
 *
 * @param item the item
 * @param api the provider
 * @param id the ID in the answer, or null where there is none
 */
export function startedItem(
	item: INodeExecutionData,
	{ displayName }: ProviderApi,
	id: string | null,
): INodeExecutionData {
	if (id !== null) return item;
	const issue = `${displayName} started the work without returning its ID. Look for the work in the account before you start it again.`;
	return { ...item, json: { ...item.json, issues: [issue] } };
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

const DOWNLOAD: INodeProperties = {
	displayName: 'Download Results',
	name: 'downloadResults',
	type: 'boolean',
	default: false,
	description:
		'Whether to download the result files as well, as binary data in the fields result_0, result_1 and so on',
};

const SIZE: INodeProperties = {
	displayName: 'Max File Size (MB)',
	name: 'maxFileSize',
	type: 'number',
	typeOptions: { minValue: 1 },
	displayOptions: { show: { downloadResults: [true] } },
	default: MAX_FILE_SIZE,
	description: 'How large a result file may be. A larger one is not downloaded; the event says so in its issues.',
};

/**
 * @param body the parsed JSON of an answer whose shape is not documented
 * @returns its object and the objects in that object's fields, the outer one first. A list of one and an object with a
 * single field count as envelopes, in which the same is looked for once more.
 */
export function objectsIn(body: unknown): JsonObject[] {
	if (Array.isArray(body)) return body.length === 1 ? objectsIn(body[0]) : [];
	if (!isJsonObject(body)) return [];
	const fields = Object.values(body);
	return [body, ...(fields.length === 1 ? objectsIn(fields[0]) : fields.filter(isJsonObject))];
}

/** The parameters of every operation that waits for results. */
export const resultProperties: readonly INodeProperties[] = [DOWNLOAD, SIZE, ...eventOutputProperties];

/**
 * Makes the items of an operation that waited. A file that cannot be downloaded is named in the event's `issues`.
 *
 * @param context the node's execute context, or its webhook context on resume
 * @param api the provider
 * @param events the results of one input item
 * @param itemIndex that input item
 * @param maxFileSize megabytes that a file may have, or null for no files; the node's parameters unless given
 * @returns an item per event: as much of it as the user wants, with the result files if wanted
 */
export async function eventItems(
	context: IExecuteFunctions | IWebhookFunctions,
	api: ProviderApi,
	events: readonly GenerationEvent[],
	itemIndex: number,
	maxFileSize = maxSizeOfFiles(context, itemIndex),
): Promise<INodeExecutionData[]> {
	const items: INodeExecutionData[] = [];
	const output = eventOutput(context, itemIndex);
	for (const event of events) {
		const item = maxFileSize === null ? { json: event } : await withResultFiles(context, api, event, maxFileSize);
		items.push({ ...item, json: output(item.json as GenerationEvent), pairedItem: { item: itemIndex } });
	}
	return items;
}

/**
 * @param context the node's execute context, or its webhook context on resume
 * @param itemIndex the input item
 * @returns megabytes that a result file may have, or null where the user wants no files
 */
export function maxSizeOfFiles(context: IExecuteFunctions | IWebhookFunctions, itemIndex: number): number | null {
	const parameter = ({ name, default: unset }: INodeProperties) =>
		'getInputData' in context
			? context.getNodeParameter(name, itemIndex, unset)
			: context.getNodeParameter(name, unset);
	if (parameter(DOWNLOAD) !== true) return null;
	const size = Number(parameter(SIZE));
	return size > 0 ? size : MAX_FILE_SIZE;
}
