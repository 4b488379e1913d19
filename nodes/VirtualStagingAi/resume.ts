import type { INodeExecutionData, IWebhookFunctions, IWebhookResponseData } from 'n8n-workflow';

import { isJsonObject, listOf } from '../shared/delivery/json';
import { ANY_EVENT } from '../shared/delivery/examine';
import { answer, answers, expectJsonAnswer } from '../shared/glue/answers';
import { eventItems } from '../shared/glue/operations/result-items';
import { examineRequest } from '../shared/glue/receive';
import { virtualStagingAiApi } from './api';
import { awaitedEvents, isAwaitedRender } from './awaited-render';
import { virtualStagingAiDelivery } from './delivery';

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
	const verdict = await examineRequest(context, definition, { events: [ANY_EVENT], maxAge: 0 });
	if (verdict.outcome !== 'accepted') return answer(response, answers[verdict.outcome]);

	try {
		const items = await finishedItems(context);
		if (items === null) return answer(response, answers.received);
		expectJsonAnswer(response);
		return { workflowData: [items] };
	} catch (error) {
		// The provider delivers again, and by then its API may answer.
		context.logger.warn('A waiting execution could not be resumed yet.', {
			error: error instanceof Error ? error.message : String(error),
		});
		return answer(response, answers.unavailable);
	}
}

async function finishedItems(context: IWebhookFunctions): Promise<INodeExecutionData[] | null> {
	const output: INodeExecutionData[] = [];
	for (const [itemIndex, json] of storedItems(context).entries()) {
		if (!isAwaitedRender(json)) {
			output.push({ json, pairedItem: { item: itemIndex } });
			continue;
		}
		const events = await awaitedEvents(context, json);
		if (events === null) return null;
		output.push(...(await eventItems(context, virtualStagingAiApi, events, itemIndex)));
	}
	return output;
}

/** What `execute()` left in the input items before it went to sleep. */
function storedItems(context: IWebhookFunctions) {
	const items = context.evaluateExpression('{{ $input.all().map((item) => item.json) }}', 0);
	return listOf(items).filter(isJsonObject) as Array<INodeExecutionData['json']>;
}
