import type { IWebhookFunctions, IWebhookResponseData } from 'n8n-workflow';

import type { GenerationEvent } from '../shared/event/event';
import { isJsonObject, type JsonObject } from '../shared/util/json';
import { eventItems } from '../shared/operations/result-items';
import { progressEvent } from '../shared/event/create';
import { resumeExecution } from '../shared/waiting/resume';
import { apiOf, chosenSender } from './chosen-sender';
import { signedWebhookDefinition } from './definition';

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
 * Receives a delivery at the execution's resume URL.
 *
 * @returns the event where it ends the awaited job; otherwise the delivery is answered and the execution keeps waiting
 */
export async function resumeWhenEnded(context: IWebhookFunctions): Promise<IWebhookResponseData> {
	return await resumeExecution(context, signedWebhookDefinition, (events, [stored]) => {
		const event = isPendingJob(stored) ? events.find((each) => endsJob(each, stored.jobId)) : undefined;
		if (event === undefined) return 'ignored';
		return async () => await eventItems(context, apiOf(chosenSender(context)), [event], 0);
	});
}

function endsJob({ status, jobId }: GenerationEvent, awaited: string | null): boolean {
	const ended = status === 'completed' || status === 'failed';
	return ended && (awaited === null || (jobId !== null && lastSegment(jobId) === lastSegment(awaited)));
}

/** Some APIs name a job by a path, such as `batches/123`, and their webhooks by its end. */
function lastSegment(id: string): string {
	return id.slice(id.lastIndexOf('/') + 1);
}
