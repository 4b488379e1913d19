import { randomUUID } from 'node:crypto';

import type { IWebhookFunctions, IWebhookResponseData } from 'n8n-workflow';

import { type GenerationEvent, isFinal, usesUpCallback } from '../shared/event/event';
import { isJsonObject, type JsonObject, toText } from '../shared/util/json';
import { eventItems } from '../shared/operations/result-items';
import { progressEvent } from '../shared/event/create';
import { isOfEarlierWait } from '../shared/waiting/earlier-waits';
import { type ResumeDecision, resumeExecution } from '../shared/waiting/resume';
import { apiOf, chosenSender } from './chosen-sender';
import { signedWebhookDefinition } from './definition';
import { handedOverEvent, handOverDefinition, isHandedOver } from './handed-over';
import { repeatsDeliveries, type Sender } from './sender';

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
 * Receives a delivery at the execution's resume URL, or an event that another workflow hands over.
 *
 * @returns the event where it ends the awaited job; otherwise the delivery is answered and the execution keeps waiting
 */
export async function resumeWhenEnded(context: IWebhookFunctions): Promise<IWebhookResponseData> {
	const source = () => {
		const own = signedWebhookDefinition(context);
		return isHandedOver(context) ? handOverDefinition(context, own) : own;
	};
	return await resumeExecution(context, source, (verified, [stored]) => {
		if (!isPendingJob(stored)) return 'ignored';
		const sender = chosenSender(context);
		if (!isHandedOver(context))
			return decide(context, verified, stored, { sender, repeats: repeatsDeliveries(sender) });
		const event = handedOverEvent(verified[0].body, sender);
		return event === null ? 'invalid' : decide(context, [event], stored, { sender, repeats: true });
	});
}

/** Decides what events mean for the wait; `repeats` says whether they come again if they are refused. */
function decide(
	context: IWebhookFunctions,
	events: readonly GenerationEvent[],
	stored: PendingJob,
	{ sender, repeats }: { sender: Sender; repeats: boolean },
): ResumeDecision {
	const ends = events.filter(isFinal);
	const event = ends.find((each) => isAwaited(each, stored, sender));
	if (event === undefined) {
		const others = ends.filter((each) => isOfOtherJob(each, stored));
		const isForLater = ({ id, jobId }: GenerationEvent) =>
			!isOfEarlierWait(context, id, (item) => item.id === id || isSameJob(jobId, toText(item.jobId), sender));
		return repeats && others.some(isForLater) ? 'later' : ignored(events[0], stored);
	}
	// A repeated delivery must not be taken for the end of the next job.
	const mayRepeat = usesUpCallback(event) || (stored.jobId === null && sender.delivery.everyDeliveryIsNew !== true);
	if (mayRepeat && isOfEarlierWait(context, event.id, ({ id }) => id === event.id)) return 'repeated';
	return {
		items: async () => await eventItems(context, apiOf(sender), [event], 0),
		...(mayRepeat && { once: event.id }),
		endedBy: event.id,
	};
}

/** A callback URL is for one job, which may have been given up: its late end must not come again for ever. */
function isOfOtherJob({ jobId, verifiedBy }: GenerationEvent, pending: PendingJob): boolean {
	return jobId !== null && pending.jobId !== null && verifiedBy !== 'callbackUrl';
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

function isAwaited({ id, jobId }: GenerationEvent, pending: PendingJob, sender: Sender): boolean {
	// An entry of a list has more behind the id of its URL.
	if (pending.id.startsWith(CALLBACK) && id.split('|')[0] !== pending.id.slice(CALLBACK.length)) return false;
	return pending.jobId === null || isSameJob(jobId, pending.jobId, sender);
}

function isSameJob(jobId: string | null, other: string | null, { jobIdIsPath }: Sender): boolean {
	if (jobId === null || other === null) return false;
	return jobId === other || (jobIdIsPath === true && lastSegment(jobId) === lastSegment(other));
}

function lastSegment(id: string): string {
	return id.slice(id.lastIndexOf('/') + 1);
}
