import type { IExecuteFunctions, INodeExecutionData } from 'n8n-workflow';

import { type GenerationEvent, usesUpCallback } from '../event/event';
import { reasonOf, MAX_FILE_SIZE_MB, withResultFiles } from '../http/result-files';
import { dropDuplicates } from '../idempotency/in-database';
import { recordExecution } from '../idempotency/reservation';
import { highlight } from '../n8n/highlight';
import { mapConcurrently } from '../util/map-concurrently';
import { duplicateKey, type TriggerDefinition, type TriggerOptions } from './definition';
import { groupCommitOf } from './group-commit';
import { throwIfRefused } from './refusals';

/** Number of events of one execution that are completed at the same time. */
const CONCURRENCY = 5;

/**
 * Passes received events on to the workflow. This is the `execute()` of a trigger. n8n has already stored the execution
 * and responded to the deliveries, so slow work belongs here.
 *
 * An event that cannot be completed is still passed on, with the reason in its `issues`.
 *
 * @returns the items of the trigger's output, in the order of their deliveries
 * @throws NodeOperationError if the editor is listening for a test event and the delivery was refused
 */
export async function executeTrigger(
	context: IExecuteFunctions,
	definition: TriggerDefinition,
): Promise<INodeExecutionData[][]> {
	const options = context.getNodeParameter('options', 0, {}) as TriggerOptions;
	const items = context.getInputData();
	throwIfRefused(context, items);
	if (options.combineEvents === true) groupCommitOf(context).executionStarted(items);
	const fresh = await newItems(context, definition, options, items);
	highlight(
		context,
		fresh.map(({ json }) => json as GenerationEvent),
	);
	const output = await mapConcurrently(
		fresh,
		CONCURRENCY,
		async (item) => await completed(context, definition, options, item),
	);
	return [output];
}

async function newItems(
	context: IExecuteFunctions,
	definition: TriggerDefinition,
	options: TriggerOptions,
	items: INodeExecutionData[],
): Promise<INodeExecutionData[]> {
	const checked = items.filter(
		({ json }) => options.ignoreDuplicates !== false || usesUpCallback(json as GenerationEvent),
	);
	if (checked.length === 0) return items;
	const keys = checked.map(({ json }) => duplicateKey(definition, json as GenerationEvent, options));
	const fresh = await dropDuplicates(context, checked, keys);
	if (context.getMode() !== 'manual') recordExecution(context, keys);
	return items.filter((item) => !checked.includes(item) || fresh.includes(item));
}

async function completed(
	context: IExecuteFunctions,
	{ api, hydrate }: TriggerDefinition,
	options: TriggerOptions,
	item: INodeExecutionData,
): Promise<INodeExecutionData> {
	const received = item.json as GenerationEvent;
	let json = received;
	try {
		json = (await hydrate?.(context, received, options)) ?? received;
	} catch (error) {
		json = { ...received, issues: [...(received.issues ?? []), reasonOf(error)] };
	}
	if (options.downloadResults !== true) return { ...item, json };
	return { ...item, ...(await withResultFiles(context, api, json, options.maxFileSize ?? MAX_FILE_SIZE_MB)) };
}
