import type { IExecuteFunctions, INodeExecutionData, INodeProperties, IWebhookFunctions } from 'n8n-workflow';

import type { GenerationEvent } from '../event/event';
import { eventOutput, eventOutputProperties } from '../event/output';
import type { Provider } from '../http/provider';
import { MAX_FILE_SIZE_MB, withResultFiles } from '../http/result-files';
import { parameterOf } from '../n8n/parameter';

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
	default: MAX_FILE_SIZE_MB,
	description: 'The maximum size of a result file. A larger file is not downloaded, and the event names it in issues.',
};

/** The parameters of every operation that waits for results. */
export const resultProperties: readonly INodeProperties[] = [DOWNLOAD, SIZE, ...eventOutputProperties];

/**
 * Makes the items of an operation that waited for results. A failed download is named in the event's `issues`.
 *
 * @param events the results of one input item
 * @param maxFileSize megabytes per file, or null to download none; from the node's parameters by default
 * @returns one item per event, with the fields and files that the user chose
 */
export async function eventItems(
	context: IExecuteFunctions | IWebhookFunctions,
	api: Provider,
	events: readonly GenerationEvent[],
	itemIndex: number,
	maxFileSize = maxSizeOfFiles(context, itemIndex),
): Promise<INodeExecutionData[]> {
	const items: INodeExecutionData[] = [];
	const output = eventOutput(({ name, default: preset }) => parameterOf(context, name, preset, itemIndex));
	for (const event of events) {
		const item = maxFileSize === null ? { json: event } : await withResultFiles(context, api, event, maxFileSize);
		items.push({ ...item, json: output(item.json as GenerationEvent), pairedItem: { item: itemIndex } });
	}
	return items;
}

/** @returns the maximum size of a result file in megabytes, or null if the user wants no files */
export function maxSizeOfFiles(context: IExecuteFunctions | IWebhookFunctions, itemIndex: number): number | null {
	const parameter = ({ name, default: preset }: INodeProperties) => parameterOf(context, name, preset, itemIndex);
	if (parameter(DOWNLOAD) !== true) return null;
	const size = Number(parameter(SIZE));
	return size > 0 ? size : MAX_FILE_SIZE_MB;
}
