import {
	type IDataObject,
	type IExecuteFunctions,
	type INodeExecutionData,
	type INodeProperties,
	NodeOperationError,
} from 'n8n-workflow';

import type { GenerationEvent, GenerationResult } from '../event/event';
import type { JsonObject } from '../util/json';
import { isNotFound, isTransient } from '../http/transient';
import type { ProviderApi } from '../http/provider';
import { abortableDelay } from '../n8n/delay';
import { highlight } from '../n8n/highlight';
import { errorItem, nameStartedWork, toNodeError } from '../n8n/errors';
import { resultProperties, eventItems, maxSizeOfFiles } from '../operations/result-items';
import { objectsIn } from '../util/envelope';
import { startedItem } from '../operations/items';
import { jobEvent, progressEvent } from '../event/create';
import { readJob } from './job-report';
import type { Operation } from '../operations/operation';
import { hintAtUnfinished, type LimitWait, limitWait, limitWaitProperties, unfinishedItem } from './limit-wait';

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
	/** How to get a result that is not there in time, as a sentence for the editor. */
	advice: string;
	/** Milliseconds before the first request for a job; from then on the intervals grow. */
	firstInterval: number;
	/** The least milliseconds between an answer and the next request, whatever the number of jobs: the provider's rate limit. */
	spacing: number;
}

const WAIT: INodeProperties = {
	displayName: 'Wait for Completion',
	name: 'waitForCompletion',
	type: 'boolean',
	default: false,
	description: 'Whether to wait until the result is ready and return it, instead of only the ID of the work',
	hint: 'The execution keeps running meanwhile. For long work, let the trigger node start a workflow of its own.',
};

const WAITING = { minutes: 10, sleeps: false };

function whenWaiting(property: INodeProperties): INodeProperties {
	const { show } = property.displayOptions ?? {};
	return { ...property, displayOptions: { show: { ...show, waitForCompletion: [true] } } };
}

/** The parameters of an operation that can wait for the work that it starts. */
export const waitProperties: readonly INodeProperties[] = [
	WAIT,
	...[...limitWaitProperties(WAITING), ...resultProperties].map(whenWaiting),
];

const MAX_INTERVAL_MS = 20_000;
const GROWTH = 1.6;

/** Milliseconds that the last request for a job may take beyond the time limit. */
const GRACE = 10_000;

/** A job may not be found for a moment after it was started. */
const MAX_NOT_FOUND = 3;

/** A job that is waited for. */
interface Job {
	id: string;
	itemIndex: number;
	limit: LimitWait;
	/** Epoch milliseconds. */
	deadline: number;
	nextRequest: number;
	interval: number;
	/** How often in a row the provider did not find it. */
	notFound: number;
	maxFileSize: number | null;
	body: JsonObject;
}

/** The jobs that `run` has started, by the item that it returned for them, until `afterAll` waits for them. */
const startedJobs = new WeakMap<IDataObject, Job>();

/**
 * Makes an operation that starts work and, if the user wants it, waits for the result: all jobs of all items
 * together, at growing intervals with jitter, within the provider's rate limit, until the time limit or until the
 * execution is cancelled. An outage of the provider does not end the wait.
 *
 * @param start starts the work of one input item and returns the provider's answer as one item
 */
export function startAndPoll(
	polling: JobPolling,
	start: Operation['run'],
): Pick<Operation, 'run' | 'afterAll' | 'startedId'> {
	return {
		startedId: (json) => startedId(polling, json),

		async run(context, itemIndex) {
			// Everything that can fail comes before the request that costs credits.
			const wait = waitSettings(context, itemIndex);
			const items = await start(context, itemIndex);
			if (wait === null) return items.map((item) => startedItem(item, polling.api, startedId(polling, item.json)));
			startedJobs.set(items[0].json, jobOf(context, polling, items[0].json, itemIndex, wait));
			return items;
		},

		async afterAll(context, started) {
			const jobs = started.flatMap(({ json }) => startedJobs.get(json) ?? []);
			highlight(
				context,
				jobs.map(({ id }) => ({ provider: polling.provider, jobId: id })),
			);
			const ends = await endsOf(context, polling, jobs);
			const unfinished = [...ends.values()].filter((end) => 'json' in end && end.json.status === 'progress').length;
			hintAtUnfinished(context, { unfinished, all: jobs.length }, polling.advice);
			const output: INodeExecutionData[] = [];
			for (const item of started) {
				const job = startedJobs.get(item.json);
				const end = job === undefined ? undefined : ends.get(job);
				if (job === undefined || end === undefined) output.push(item);
				else if ('json' in end) output.push(end);
				else output.push(...(await eventItems(context, polling.api, [end], job.itemIndex, job.maxFileSize)));
			}
			return output;
		},
	};
}

function waitSettings(context: IExecuteFunctions, itemIndex: number) {
	if (context.getNodeParameter(WAIT.name, itemIndex, false) !== true) return null;
	return { limit: limitWait(context, itemIndex, WAITING), maxFileSize: maxSizeOfFiles(context, itemIndex) };
}

/** The documentation does not show where in an answer the id is: bare or one level down. */
function startedId({ idIn }: JobPolling, started: IDataObject): string | null {
	return (
		objectsIn(started)
			.map(idIn)
			.find((id) => id !== null) ?? null
	);
}

function jobOf(
	context: IExecuteFunctions,
	polling: JobPolling,
	started: IDataObject,
	itemIndex: number,
	{ limit, maxFileSize }: { limit: LimitWait; maxFileSize: number | null },
): Job {
	const { api, firstInterval } = polling;
	const id = startedId(polling, started);
	if (id === null) {
		throw new NodeOperationError(context.getNode(), `${api.displayName} started the work without returning its ID`, {
			description: `The result cannot be waited for without an ID. Look for it in the account, or turn off Wait for Completion. The answer was: ${JSON.stringify(started).slice(0, 300)}`,
		});
	}
	const now = Date.now();
	const deadline = now + limit.milliseconds;
	return {
		id,
		itemIndex,
		limit,
		deadline,
		nextRequest: Math.min(now + firstInterval, deadline),
		interval: firstInterval,
		notFound: 0,
		maxFileSize,
		body: started,
	};
}

/** How a job ended: with an event, or with the item that stands for its error. */
type End = GenerationEvent | INodeExecutionData;

/** Waits for the jobs. Those that are missing in the result were not finished when the execution was cancelled. */
async function endsOf(context: IExecuteFunctions, polling: JobPolling, jobs: readonly Job[]): Promise<Map<Job, End>> {
	const cancelled = context.getExecutionCancelSignal();
	const ends = new Map<Job, End>();
	const waiting = [...jobs];
	let earliest = 0;

	while (waiting.length > 0) {
		waiting.sort((some, other) => some.nextRequest - other.nextRequest);
		const [job] = waiting;
		await abortableDelay(Math.min(Math.max(job.nextRequest, earliest), job.deadline) - Date.now(), cancelled);
		if (cancelled?.aborted) break;
		// Asking for many jobs within the rate limit must not go on after the time limit.
		const end =
			earliest > job.deadline ? endAtLimit(context, polling, job, jobs) : await endOf(context, polling, job, jobs);
		if (end === null) {
			job.nextRequest = Math.min(Date.now() + job.interval * (0.8 + 0.4 * Math.random()), job.deadline);
			job.interval = Math.min(job.interval * GROWTH, MAX_INTERVAL_MS);
		} else {
			ends.set(job, end);
			waiting.shift();
		}
		// From the answer on: the provider counts requests as they arrive, and one may have been delayed on its way.
		earliest = Date.now() + polling.spacing;
	}
	return ends;
}

/** Asks for a job once; null where it goes on. */
async function endOf(
	context: IExecuteFunctions,
	polling: JobPolling,
	job: Job,
	jobs: readonly Job[],
): Promise<End | null> {
	const answered = new AbortController();
	try {
		const timeLeft = abortableDelay(Math.max(job.deadline - Date.now(), GRACE), answered.signal);
		const event = await Promise.race([eventOf(context, polling, job), timeLeft]);
		if (event) return event;
	} catch (thrown) {
		if (!isTemporary(thrown, job)) {
			if (context.continueOnFail()) return errorItem(toNodeError(context, thrown, job.itemIndex), job.itemIndex);
			throw withStartedWork(context, thrown, job, jobs);
		}
	} finally {
		answered.abort();
	}
	return Date.now() < job.deadline ? null : endAtLimit(context, polling, job, jobs);
}

async function eventOf(context: IExecuteFunctions, polling: JobPolling, job: Job): Promise<GenerationEvent | null> {
	const { state, error, fields, body } = readJob(await polling.get(context, job.id));
	job.notFound = 0;
	job.body = body;
	if (state === 'pending') return null;
	const { api, provider, event, eventId, resultsOf } = polling;
	if (state === 'completed') {
		const results = resultsOf(fields);
		const missing = `${api.displayName} says that the work is completed, and its answer shows no result. Look for it in the body, or in the account.`;
		const finished: GenerationEvent = {
			...jobEvent({ provider, jobId: job.id, event, id: eventId(job.id), status: 'completed', results, body }),
			...(results.length === 0 && { issues: [missing] }),
		};
		return (await polling.hydrate?.(context, finished)) ?? finished;
	}
	throw new NodeOperationError(context.getNode(), `Job "${job.id}" failed at ${api.displayName}`, {
		description:
			error === null
				? `${api.displayName} gave no reason. Look for the job in the account.`
				: `${api.displayName} said: "${error}"`,
	});
}

/** What becomes of a job that goes on after the time limit. Its id lets the result be fetched later. */
function endAtLimit(
	context: IExecuteFunctions,
	polling: JobPolling,
	job: Job,
	jobs: readonly Job[],
): INodeExecutionData {
	const { id, body, itemIndex, limit } = job;
	const pending = progressEvent({
		provider: polling.provider,
		event: 'progress',
		id: `${id}|progress`,
		jobId: id,
		body,
	});
	try {
		return unfinishedItem(context, itemIndex, pending, limit, polling.advice);
	} catch (thrown) {
		throw withStartedWork(context, thrown, job, jobs);
	}
}

function withStartedWork(context: IExecuteFunctions, thrown: unknown, { itemIndex }: Job, jobs: readonly Job[]) {
	return nameStartedWork(
		toNodeError(context, thrown, itemIndex),
		jobs.map(({ id }) => id),
	);
}

/** A job that the provider does not show for a moment may appear yet. */
function isTemporary(thrown: unknown, job: Job): boolean {
	return isNotFound(thrown) ? ++job.notFound < MAX_NOT_FOUND : isTransient(thrown);
}
