import type { INodeExecutionData, IWebhookFunctions, IWebhookResponseData } from 'n8n-workflow';

import type { GenerationEvent } from '../../shared/delivery/event';
import { isJsonObject, toArray } from '../../shared/delivery/json';
import { ANY_EVENT } from '../../shared/delivery/verify';
import { expectJsonResponse, respond, responses } from '../../shared/trigger/responses';
import { reserve } from '../../shared/idempotency/reservation';
import { eventItems } from '../../shared/operations/items';
import { verifyRequest } from '../../shared/trigger/verify-request';
import { virtualStagingAiApi } from '../api';
import { fetchFinalEvents, isPendingRender } from './pending';
import { virtualStagingAiDelivery } from '../delivery';

const definition = { api: virtualStagingAiApi, delivery: virtualStagingAiDelivery };

/**
 * Receives a delivery at an execution's resume URL. Its signature is verified like any other, since on n8n 1.x
 * nothing else protects that URL. The delivery itself says nothing: whether the execution wakes, and with what, is
 * asked of the API, so that order, duplicates and losses do not matter.
 *
 * @param context the webhook context of the node that waits
 * @returns the results of all renders if they are final; otherwise the delivery is answered and the wait goes on
 */
export async function resumeWhenFinal(context: IWebhookFunctions): Promise<IWebhookResponseData> {
	const response = context.getResponseObject();
	const verdict = await verifyRequest(context, definition, { events: [ANY_EVENT], maxAge: 0 });
	if (verdict.outcome !== 'accepted') return respond(response, responses[verdict.outcome]);

	try {
		const stored = storedItems(context);
		const events = await finalEvents(context, stored);
		if (events === null) return respond(response, responses.received);

		// n8n 1 lets every call resume that arrives before the execution runs again.
		const reservation = reserve(context, `resume|${stored.map(({ jobId }) => String(jobId)).join('|')}`);
		if (reservation !== 'granted') return respond(response, responses[reservation]);
		const items = await outputItems(context, stored, events);
		expectJsonResponse(response);
		return { workflowData: [items] };
	} catch (error) {
		// The provider delivers again, and by then its API may answer.
		context.logger.warn('A waiting execution could not be resumed yet.', {
			error: error instanceof Error ? error.message : String(error),
		});
		return respond(response, responses.unavailable);
	}
}

type StoredItem = INodeExecutionData['json'];

/** What has become of each awaited render, by the item's index; null while any of them is being worked on. */
async function finalEvents(context: IWebhookFunctions, stored: StoredItem[]) {
	const byItem = new Map<number, GenerationEvent[]>();
	for (const [itemIndex, json] of stored.entries()) {
		if (!isPendingRender(json)) continue;
		const events = await fetchFinalEvents(context, json);
		if (events === null) return null;
		byItem.set(itemIndex, events);
	}
	return byItem;
}

/** An item that stands for no render, a failed one for instance, goes on as it is. */
async function outputItems(
	context: IWebhookFunctions,
	stored: StoredItem[],
	byItem: ReadonlyMap<number, GenerationEvent[]>,
): Promise<INodeExecutionData[]> {
	const output: INodeExecutionData[] = [];
	for (const [itemIndex, json] of stored.entries()) {
		const events = byItem.get(itemIndex);
		const items =
			events === undefined
				? [{ json, pairedItem: { item: itemIndex } }]
				: await eventItems(context, virtualStagingAiApi, events, itemIndex);
		output.push(...items);
	}
	return output;
}

/** What `execute()` left in the input items before it went to sleep. */
function storedItems(context: IWebhookFunctions): StoredItem[] {
	const items = context.evaluateExpression('{{ $input.all().map((item) => item.json) }}', 0);
	return toArray(items).filter(isJsonObject) as StoredItem[];
}
