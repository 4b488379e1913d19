import { type IExecuteFunctions, type INodeExecutionData, NodeOperationError } from 'n8n-workflow';

import { jobEvent, progressEvent } from '../event/create';
import type { GenerationEvent, GenerationResult } from '../event/event';
import type { ProviderApi } from '../http/provider';
import { isNotFound, isTransient } from '../http/transient';
import { abortableDelay } from '../n8n/delay';
import { errorItem, toNodeError } from '../n8n/errors';
import type { JsonObject } from '../util/json';
import { backoff } from './backoff';
import { readJob } from './job-report';
import { type LimitWait, unfinishedItem } from './limit-wait';

/** How to wait for a provider's jobs by asking for their status. */
export interface JobPolling {
	api: ProviderApi;
	/** The provider and the event of a finished job, as a delivery would name them. */
	provider: string;
	event: string;
	/** @returns the idempotency key of that event, the same as a delivery has */
	eventId(jobId: string): string;
	/** @returns the job's id in an object of the answer that started it, or null */
	idIn(object: JsonObject): string | null;
	/** Asks for a job. */
	get(context: IExecuteFunctions, id: string): Promise<unknown>;
	/** Reads the results of a finished job. */
	resultsOf(job: JsonObject): GenerationResult[];
	/** Completes the event of a finished job. */
	hydrate?(context: IExecuteFunctions, event: GenerationEvent): Promise<GenerationEvent>;
	/** How to get a result after the time limit, as a sentence for the editor. */
	advice: string;
	/** Milliseconds before the first request for a job; from then on the intervals grow. */
	firstInterval: number;
	/** The least milliseconds between an answer and the next request, whatever the number of jobs: the provider's rate limit. */
	spacing: number;
}

/** A job to wait for. */
export interface Job {
	id: string;
	/** The input item that it was started for. */
	itemIndex: number;
	limit: LimitWait;
	/** The answer that started it. */
	started: JsonObject;
}

/** What became of a job: the event of its end, or an item in place of that event. */
type JobResult = { event: GenerationEvent } | { item: INodeExecutionData };

/** The last request for a job may end that much later than the time limit. */
const GRACE_MS = 10_000;

/** A job may not be found for a moment after it was started. */
const MAX_NOT_FOUND = 3;

/** A job that has not ended. */
interface OpenJob {
	job: Job;
	/** What the provider has answered last. */
	body: JsonObject;
	/** Epoch milliseconds, as is the next. */
	deadline: number;
	nextRequest: number;
	nextInterval: () => number;
	/** How often in a row the provider did not find it. */
	notFound: number;
}

/**
 * Asks for jobs until all of them have ended: in turns, at growing intervals, within the provider's rate limit, until
 * their time limits or until the execution is cancelled. A provider that does not answer does not end the wait.
 *
 * @returns what became of each job; jobs that were still open when the execution was cancelled are missing
 * @throws NodeApiError or NodeOperationError where a job fails and the node does not continue on errors
 */
export async function pollJobs(
	context: IExecuteFunctions,
	polling: JobPolling,
	jobs: readonly Job[],
): Promise<ReadonlyMap<Job, JobResult>> {
	const cancelled = context.getExecutionCancelSignal();
	const results = new Map<Job, JobResult>();
	const open = jobs.map((job) => openJob(polling, job));
	let earliest = 0;

	while (open.length > 0) {
		open.sort((some, other) => some.nextRequest - other.nextRequest);
		const [next] = open;
		await abortableDelay(Math.min(Math.max(next.nextRequest, earliest), next.deadline) - Date.now(), cancelled);
		if (cancelled?.aborted) break;
		// Requests that the rate limit spreads out must not go on after the time limit.
		const result =
			earliest > next.deadline ? resultAtLimit(context, polling, next) : await resultOf(context, polling, next);
		if (result === null) {
			next.nextRequest = Math.min(Date.now() + next.nextInterval(), next.deadline);
		} else {
			results.set(next.job, result);
			open.shift();
		}
		// Counted from the answer: the provider counts requests as they arrive, and one may be delayed on its way.
		earliest = Date.now() + polling.spacing;
	}
	return results;
}

function openJob({ firstInterval }: JobPolling, job: Job): OpenJob {
	const now = Date.now();
	const deadline = now + job.limit.milliseconds;
	const nextInterval = backoff(firstInterval);
	const nextRequest = Math.min(now + nextInterval(), deadline);
	return { job, body: job.started, deadline, nextRequest, nextInterval, notFound: 0 };
}

/** Asks for a job once; null while it goes on. */
async function resultOf(context: IExecuteFunctions, polling: JobPolling, open: OpenJob): Promise<JobResult | null> {
	const answered = new AbortController();
	try {
		const timeLeft = abortableDelay(Math.max(open.deadline - Date.now(), GRACE_MS), answered.signal);
		const event = await Promise.race([eventOf(context, polling, open), timeLeft]);
		if (event) return { event };
	} catch (thrown) {
		if (isNotFound(thrown)) open.notFound += 1;
		const goesOn = isNotFound(thrown) ? open.notFound < MAX_NOT_FOUND : isTransient(thrown);
		if (!goesOn) {
			const { itemIndex } = open.job;
			const error = toNodeError(context, thrown, itemIndex);
			if (context.continueOnFail()) return { item: errorItem(error, itemIndex) };
			throw error;
		}
	} finally {
		answered.abort();
	}
	return Date.now() < open.deadline ? null : resultAtLimit(context, polling, open);
}

/** The event of a job that is completed; null while it goes on. */
async function eventOf(
	context: IExecuteFunctions,
	polling: JobPolling,
	open: OpenJob,
): Promise<GenerationEvent | null> {
	const { id } = open.job;
	const { state, error, fields, body } = readJob(await polling.get(context, id));
	open.notFound = 0;
	open.body = body;
	if (state === 'pending') return null;
	const { api, provider, event, eventId, resultsOf } = polling;
	if (state === 'completed') {
		const results = resultsOf(fields);
		const missing = `${api.displayName} says that the work is completed, and its answer shows no result. Look for it in the body, or in the account.`;
		const finished: GenerationEvent = {
			...jobEvent({ provider, jobId: id, event, id: eventId(id), status: 'completed', results, body }),
			...(results.length === 0 && { issues: [missing] }),
		};
		return (await polling.hydrate?.(context, finished)) ?? finished;
	}
	throw new NodeOperationError(context.getNode(), `Job "${id}" failed at ${api.displayName}`, {
		description:
			error === null
				? `${api.displayName} gave no reason. Look for the job in the account.`
				: `${api.displayName} said: "${error}"`,
	});
}

/** What becomes of a job that goes on after the time limit. Its id lets the result be fetched later. */
function resultAtLimit(context: IExecuteFunctions, { provider }: JobPolling, { job, body }: OpenJob): JobResult {
	const { id, itemIndex, limit } = job;
	const pending = progressEvent({ provider, event: 'progress', id: `${id}|progress`, jobId: id, body });
	return { item: unfinishedItem(context, itemIndex, pending, limit) };
}
