import type { IExecuteFunctions, INodeExecutionData } from 'n8n-workflow';

import type { GenerationEvent } from '../delivery/event';
import { dropDuplicates } from '../idempotency/database';
import { toNodeError, errorItem } from '../util/node-errors';
import { MAX_FILE_SIZE, withResultFiles } from '../http/result-files';
import type { TriggerDefinition, TriggerOptions } from './definition';

/**
 * Passes a received event on: the whole of a trigger's `execute()`. n8n has stored the execution and answered
 * the provider by now, so whatever is slow has its place here.
 *
 * @param context the trigger's execute context
 * @param definition the provider
 * @returns the items of the trigger's only output
 * @throws NodeApiError where an event could not be completed; running the execution again tries it anew
 */
export async function executeTrigger(
	context: IExecuteFunctions,
	definition: TriggerDefinition,
): Promise<INodeExecutionData[][]> {
	const options = context.getNodeParameter('options', 0, {}) as TriggerOptions;
	const items = context.getInputData();
	const fresh = options.ignoreDuplicates === false ? items : await dropDuplicates(context, items);
	const output: INodeExecutionData[] = [];
	for (const [itemIndex, item] of fresh.entries()) {
		try {
			output.push(await completed(context, definition, options, item));
		} catch (thrown) {
			const problem = toNodeError(context, thrown, itemIndex);
			if (!context.continueOnFail()) throw problem;
			output.push(errorItem(problem, itemIndex));
		}
	}
	return [output];
}

async function completed(
	context: IExecuteFunctions,
	{ api, hydrate }: TriggerDefinition,
	options: TriggerOptions,
	item: INodeExecutionData,
): Promise<INodeExecutionData> {
	const received = item.json as GenerationEvent;
	const json = (await hydrate?.(context, received, options)) ?? received;
	if (options.downloadResults !== true) return { ...item, json };
	return { ...item, ...(await withResultFiles(context, api, json, options.maxFileSize ?? MAX_FILE_SIZE)) };
}
