import { randomUUID } from 'node:crypto';

import type { IWebhookFunctions, IWebhookResponseData } from 'n8n-workflow';

import { type GenerationEvent, isFinal } from '../shared/event/event';
import { isJsonObject, type JsonObject } from '../shared/util/json';
import { eventItems } from '../shared/operations/result-items';
import { progressEvent } from '../shared/event/create';
import { resumeExecution } from '../shared/waiting/resume';
import { apiOf, chosenSender } from './chosen-sender';
import { signedWebhookDefinition } from './definition';
import type { Sender } from './sender';

/**
 * Replaces the input item while its job is being worked on. n8n stores it with the execution, and passes it on if the
 * time limit comes first: so it is an event itself, with the status `progress`.
 */
export type PendingJob = GenerationEvent & { status: 'progress' };

/**
 * @param provider the sender's value
 * @param jobId the job that is awaited, or null for the next one that ends
 * @param body the input item
 * @returns an event whose id is that of this wait: an execution may wait several times, for the same job too
 */
export function pendingJob(provider: string, jobId: string | null, body: JsonObject): PendingJob {
	return progressEvent({ provider, event: 'waiting', id: `waiting|${randomUUID()}`, jobId, body });
}

/** @returns whether an item's data stands for a job that is being awaited */
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
		if (!isPendingJob(stored)) return 'ignored';
		const sender = chosenSender(context);
		const event = events.find((each) => isFinal(each) && isAwaited(each, stored, sender));
		if (event === undefined) return 'ignored';
		// A repeated delivery must not be taken for the end of the next job.
		const mayRepeat = stored.jobId === null && sender.delivery.everyDeliveryIsNew !== true;
		return {
			items: async () => await eventItems(context, apiOf(sender), [event], 0),
			...(mayRepeat && { once: event.id }),
		};
	});
}

function isAwaited({ jobId }: GenerationEvent, { jobId: awaited }: PendingJob, { jobIdIsPath }: Sender): boolean {
	if (awaited === null || jobId === awaited) return true;
	return jobIdIsPath === true && jobId !== null && lastSegment(jobId) === lastSegment(awaited);
}

function lastSegment(id: string): string {
	return id.slice(id.lastIndexOf('/') + 1);
}
