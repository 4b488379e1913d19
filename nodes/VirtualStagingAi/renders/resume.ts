import type { INodeExecutionData, IWebhookFunctions, IWebhookResponseData } from 'n8n-workflow';

import { isJsonObject, toArray } from '../../shared/util/json';
import { ANY_EVENT } from '../../shared/delivery/verify';
import { reserve } from '../../shared/idempotency/reservation';
import { expectJsonResponse, respond, responses } from '../../shared/trigger/responses';
import { verifyRequest } from '../../shared/trigger/verify-request';
import { virtualStagingAiApi } from '../api';
import { virtualStagingAiDelivery } from '../delivery';
import type { Emit } from '../emit';
import { decideWake } from './wake';
import { renderItems } from './output';
import { isPendingRender } from './pending';
import { messageOf } from '../../shared/n8n/errors';

const definition = { api: virtualStagingAiApi, delivery: virtualStagingAiDelivery };

/**
 * Receives a delivery at an execution's resume URL. Its signature is verified like any other, since on n8n 1.x
 * nothing else protects that URL. Whether the execution wakes is decided from the API and from what the signed
 * deliveries say, so that order, duplicates and an API that lags behind do not matter.
 *
 * @returns the results of all renders if they are final; otherwise the delivery is answered and the wait goes on
 */
export async function resumeWhenFinal(context: IWebhookFunctions): Promise<IWebhookResponseData> {
	const response = context.getResponseObject();
	try {
		const verdict = await verifyRequest(context, definition, { events: [ANY_EVENT], maxAge: 0 });
		if (verdict.outcome !== 'accepted') return respond(response, responses[verdict.outcome]);

		const stored = storedItems(context);
		const collected = await decideWake(context, stored.filter(isPendingRender), verdict.event);
		if (collected.state === 'pending') return respond(response, responses.received);
		if (collected.state === 'behind') return respond(response, responses.unavailable);

		// n8n 1 lets every call resume that arrives before the execution runs again.
		const reservation = reserve(context, `resume|${stored.map(({ jobId }) => String(jobId)).join('|')}`);
		if (reservation !== 'granted') return respond(response, responses[reservation]);
		const emit = context.getNodeParameter('emit', 'variation') as Emit;
		const items = await renderItems(
			context,
			stored.map((json) => ({ json })),
			collected.results,
			emit,
		);
		expectJsonResponse(response);
		return { workflowData: [items] };
	} catch (error) {
		// The provider delivers again, and by then its API may answer.
		context.logger.warn('A waiting execution could not be resumed yet.', {
			error: messageOf(error),
		});
		return respond(response, responses.unavailable);
	}
}

/** What `execute()` left in the input items before it went to sleep. */
function storedItems(context: IWebhookFunctions): Array<INodeExecutionData['json']> {
	const items = context.evaluateExpression('{{ $input.all().map((item) => item.json) }}', 0);
	return toArray(items).filter(isJsonObject) as Array<INodeExecutionData['json']>;
}
