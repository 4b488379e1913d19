import type { IExecuteFunctions, INodeExecutionData } from 'n8n-workflow';

import { withoutDuplicates } from './duplicates';
import type { TriggerOptions } from './trigger-definition';

/**
 * Passes a received event on: the whole of a trigger's `execute()`. n8n has stored the execution and answered
 * the provider by now, so whatever is slow has its place here.
 *
 * @param context the trigger's execute context
 * @returns the items of the trigger's only output
 */
export async function emitEvents(context: IExecuteFunctions): Promise<INodeExecutionData[][]> {
	const options = context.getNodeParameter('options', 0, {}) as TriggerOptions;
	const items = context.getInputData();
	return [options.ignoreDuplicates === false ? items : await withoutDuplicates(context, items)];
}
