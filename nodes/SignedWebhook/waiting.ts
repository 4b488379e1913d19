import { randomUUID } from 'node:crypto';

import type { IWebhookFunctions, IWebhookResponseData } from 'n8n-workflow';

import { type GenerationEvent, isFinal, usesUpCallback } from '../shared/event/event';
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
 * @param awaited the ids of the job and of the callback URL, or null for the next job that ends
 * @param body the input item
 * @returns an event whose id is that of this wait: an execution may wait several times, for the same job too
 */
export function pendingJob(
	provider: string,
	{ jobId, callbackId }: { jobId: string | null; callbackId: string | null },
	body: JsonObject,
): PendingJob {
	const id = callbackId === null ? `waiting|${randomUUID()}` : `${CALLBACK}${callbackId}`;
	return progressEvent({ provider, event: 'waiting', id, jobId, body });
}

/** Begins the id of a wait that only one callback URL ends. */
const CALLBACK = 'waiting|callback|';

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
		if (event === undefined) return ignored(events[0], stored);
		// A repeated delivery must not be taken for the end of the next job.
		const mayRepeat = usesUpCallback(event) || (stored.jobId === null && sender.delivery.everyDeliveryIsNew !== true);
		return {
			items: async () => await eventItems(context, apiOf(sender), [event], 0),
			...(mayRepeat && { once: event.id }),
		};
	});
}

/** Says what is missing where nothing of a delivery tells whether the job has ended. */
function ignored({ status, jobId }: GenerationEvent, awaited: PendingJob): 'ignored' | { ignoredFor: string } {
	const isUnclear = status === 'info' || (isFinal({ status }) && jobId === null && awaited.jobId !== null);
	if (!isUnclear) return 'ignored';
	const missing = status === 'info' ? 'Status Field' : 'Job ID Field';
	return {
		ignoredFor: `A verified delivery ended no wait: status ${status}, job ID ${jobId ?? 'null'}. If it should have, set ${missing} under Fields.`,
	};
}

function isAwaited({ id, jobId }: GenerationEvent, pending: PendingJob, { jobIdIsPath }: Sender): boolean {
	const { jobId: awaited } = pending;
	// An entry of a list has more behind the id of its URL.
	if (pending.id.startsWith(CALLBACK) && id.split('|')[0] !== pending.id.slice(CALLBACK.length)) return false;
	if (awaited === null || jobId === awaited) return true;
	return jobIdIsPath === true && jobId !== null && lastSegment(jobId) === lastSegment(awaited);
}

function lastSegment(id: string): string {
	return id.slice(id.lastIndexOf('/') + 1);
}
