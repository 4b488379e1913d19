import type { IExecuteFunctions, INodeExecutionData, IWebhookFunctions } from 'n8n-workflow';

import { eventItems } from '../../shared/operations/result-items';
import { virtualStagingAiApi } from '../api';
import { type Emit, wholeRender } from '../emit';
import type { RenderResults } from '../render-results';
import { isPendingRender } from './pending';

/**
 * Makes the output items of an execution that waited for renders.
 *
 * @param items one for each input item
 * @param results the results by the ids of the renders
 * @param emit whether a render becomes an item per variation, or one
 * @returns the items; one that stands for no render, or for one without results, is passed on unchanged
 */
export async function renderItems(
	context: IExecuteFunctions | IWebhookFunctions,
	items: readonly INodeExecutionData[],
	results: ReadonlyMap<string, RenderResults>,
	emit: Emit,
): Promise<INodeExecutionData[]> {
	const output: INodeExecutionData[] = [];
	for (const [itemIndex, item] of items.entries()) {
		const { json } = item;
		const finished = isPendingRender(json) ? results.get(json.jobId) : undefined;
		if (!isPendingRender(json) || finished === undefined) {
			output.push({ ...item, pairedItem: { item: itemIndex } });
			continue;
		}
		const { jobId, metadata } = json;
		const events = emit === 'render' ? [wholeRender(jobId, finished)] : finished.events;
		const complete = events.map((event) => ({ ...event, ...(metadata && { metadata }) }));
		output.push(...(await eventItems(context, virtualStagingAiApi, complete, itemIndex)));
	}
	return output;
}
