import type { IWebhookFunctions, IWebhookResponseData } from 'n8n-workflow';

import type { GenerationEvent } from '../shared/event/event';
import { isJsonObject, type JsonObject } from '../shared/util/json';
import { ANY_EVENT } from '../shared/delivery/verify';
import { reserve } from '../shared/idempotency/reservation';
import { eventItems } from '../shared/operations/result-items';
import { progressEvent } from '../shared/event/create';
import { logLineOf, warn } from '../shared/trigger/refusals';
import { refusalOf } from '../shared/trigger/refusal-texts';
import { expectJsonResponse, respond, responses } from '../shared/trigger/responses';
import { verifiedDelivery, verifyRequest } from '../shared/trigger/verify-request';
import { signedWebhookDefinition, type SignedWebhookOptions } from './definition';
import { messageOf } from '../shared/n8n/errors';

/**
 * What stands in for the input item while its job is being worked on. n8n stores it with the execution, and passes
 * it on if the time limit comes first: so it is an event itself, that says `progress`.
 */
export type PendingJob = GenerationEvent & { status: 'progress' };

/**
 * @param provider the sender's value
 * @param jobId the job that is awaited, or null for the next one that ends
 * @param body the input item
 */
export function pendingJob(provider: string, jobId: string | null, body: JsonObject): PendingJob {
	return progressEvent({ provider, event: 'waiting', id: `waiting|${jobId ?? ''}`, jobId, body });
}

/** @param json an item's data */
export function isPendingJob(json: unknown): json is PendingJob {
	return isJsonObject(json) && json.event === 'waiting' && json.status === 'progress' && 'jobId' in json;
}

/**
 * Receives a delivery at an execution's resume URL. It is verified like any other, since on n8n 1.x nothing else
 * protects that URL.
 *
 * @returns the event where it ends the awaited job; otherwise the delivery is answered and the wait goes on
 */
export async function resumeWhenEnded(context: IWebhookFunctions): Promise<IWebhookResponseData> {
	const response = context.getResponseObject();
	try {
		const definition = signedWebhookDefinition(context);
		const verdict = await verifyRequest(context, definition, { events: [ANY_EVENT], maxAge: 0 });
		if ('reason' in verdict) {
			warn(context, verdict.reason, logLineOf(refusalOf(definition, verdict)));
			return respond(response, responses[verdict.outcome]);
		}
		const { event } = verdict;
		const options = context.getNodeParameter('options', {}) as SignedWebhookOptions;
		const refusal = definition.accepts?.(verifiedDelivery(verdict), options) ?? null;
		if (refusal !== null) {
			warn(context, 'not-accepted', `A delivery was refused: ${refusal}`);
			return respond(response, responses.unauthorized);
		}
		const stored = storedItem(context);
		if (!isPendingJob(stored) || !endsJob(event, stored.jobId)) return respond(response, responses.ignored);

		// n8n 1 lets every call resume that arrives before the execution runs again.
		const reservation = reserve(context, `resume|${context.getExecutionId()}|${stored.jobId ?? ''}`);
		if (reservation !== 'granted') return respond(response, responses[reservation]);
		const items = await eventItems(context, definition.api, [event], 0);
		expectJsonResponse(response);
		return { workflowData: [items] };
	} catch (error) {
		const reason = messageOf(error);
		warn(context, 'unexpected', `A delivery could not be received and was answered 503: ${reason}`);
		return respond(response, responses.unavailable);
	}
}

function endsJob({ status, jobId }: GenerationEvent, awaited: string | null): boolean {
	const ended = status === 'completed' || status === 'failed';
	return ended && (awaited === null || (jobId !== null && lastSegment(jobId) === lastSegment(awaited)));
}

/** Some APIs name a job by a path, such as `batches/123`, and their webhooks by its end. */
function lastSegment(id: string): string {
	return id.slice(id.lastIndexOf('/') + 1);
}

/** What `execute()` left in the input item before it went to sleep. */
function storedItem(context: IWebhookFunctions): unknown {
	return context.evaluateExpression('{{ $json }}', 0);
}
