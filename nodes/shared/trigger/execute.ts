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

/** What the execution of received events needs of a provider. */
type ExecutedDefinition = Pick<TriggerDefinition, 'api' | 'hydrate' | 'resultKey'>;

/** Number of events of one execution that are completed at the same time. */
const CONCURRENCY = 5;

/**
 * Passes received events on to the workflow. This is the `execute()` of a trigger. n8n has already stored the execution
 * and responded to the deliveries, so slow work belongs here.
 *
 * An event that cannot be completed is still passed on, with the reason in its `issues`.
 *
 * @param items the received events
 * @returns the items of the trigger's output, in the order of their deliveries
 * @throws NodeOperationError if the editor is listening for a test event and the delivery was refused
 */
export async function executeTrigger(
	context: IExecuteFunctions,
	definition: ExecutedDefinition,
	items = context.getInputData(),
): Promise<INodeExecutionData[][]> {
	const options = context.getNodeParameter('options', 0, {}) as TriggerOptions;
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
	definition: ExecutedDefinition,
	{ ignoreDuplicates }: TriggerOptions,
	items: INodeExecutionData[],
): Promise<INodeExecutionData[]> {
	const mustBeNew = ({ json }: INodeExecutionData) =>
		ignoreDuplicates !== false || usesUpCallback(json as GenerationEvent);
	const keyed = items.map((item) => ({ item, key: duplicateKey(definition, item.json as GenerationEvent) }));
	// Where duplicates are welcome, results are recorded all the same: catch-up must not bring them once more.
	const checked = keyed.filter(({ item, key }) => mustBeNew(item) || key.scope === 'workflow');
	const keys = checked.map(({ key }) => key);
	const fresh = await dropDuplicates(
		context,
		checked.map(({ item }) => item),
		keys,
	);
	if (context.getMode() !== 'manual') recordExecution(context, keys);
	return items.filter((item) => !mustBeNew(item) || fresh.includes(item));
}

async function completed(
	context: IExecuteFunctions,
	{ api, hydrate }: ExecutedDefinition,
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
