import type { EventKey } from '../idempotency/event-key';
import type { GenerationEvent } from '../event/event';
import { mapConcurrently } from '../util/map-concurrently';
import type { Job, JobResult } from './definition';

/** Jobs that one search reads, and results that it passes on. */
export const MAX_RESULTS = 200;

/**
 * Results that a search considers, the latest. After a start of n8n, only n8n's record says what was executed, and that
 * holds the latest 1,000 of the workflow: a search must not go back to what is forgotten there.
 */
export const MAX_CONSIDERED = 500;

/** How far a search goes back. */
export const MAX_LOOK_BACK_MS = 24 * 3_600_000;

/** Searches overlap, because a job may be listed late. */
export const OVERLAP_MS = 30 * 60_000;

/** The execution may run in another process, which does not report back. A second emission covers a lost first one. */
const MAX_EMISSIONS = 2;

/** Jobs that are read at the same time. */
const CONCURRENCY = 5;

/** What a process knows from its earlier searches. */
export interface CatchUpState {
	/** Where the next search begins, in epoch milliseconds; null before the first complete search. */
	next: number | null;
	/** How often each event was emitted, by its duplicate key. */
	emittedCount: ReadonlyMap<string, number>;
	/** The jobs that have no further events, with the number of their events. */
	settled: ReadonlyMap<string, number>;
}

/** The state of a process that has not searched yet. */
export const INITIAL_STATE: CatchUpState = { next: null, emittedCount: new Map(), settled: new Map() };

/** What a search depends on. */
interface SearchOptions {
	/** Epoch milliseconds of the earliest creation that counts. */
	since: number;
	/** Epoch milliseconds at which the jobs were listed. */
	now: number;
	/** @returns whether the workflow starts on an event */
	isChosen(event: GenerationEvent): boolean;
	/** @returns the duplicate key of an event */
	keyOf(event: GenerationEvent): EventKey;
	/** @returns whether the event was accepted, is being accepted, or neither, as far as this process knows */
	stateOf(key: EventKey): 'committed' | 'pending' | 'unknown';
	/** Settles when the time is up. */
	timeUp: Promise<unknown>;
}

/** What a search has found. */
interface MissedResults {
	/** The events to emit, those of the oldest jobs first. */
	events: GenerationEvent[];
	state: CatchUpState;
	/** Why jobs could not be read, one entry for each. */
	failures: unknown[];
	/** Whether the time was up before everything was read. */
	isCutShort: boolean;
	/** Whether there are more jobs or results than a search considers. */
	hasMore: boolean;
	/** The number of jobs without a readable time of creation. They may be older than the window. */
	undated: number;
}

/**
 * @param publishedAt epoch milliseconds
 * @param now epoch milliseconds
 * @returns epoch milliseconds of the earliest creation that a search considers
 */
export function windowStart({ next }: CatchUpState, publishedAt: number, now: number): number {
	return Math.max(publishedAt, now - MAX_LOOK_BACK_MS, next ?? 0);
}

type DatedJob = Job & { createdAt: number };

/** @returns the jobs with a readable time of creation, the latest first, each of them once */
export function latestFirst(jobs: readonly Job[]): DatedJob[] {
	const dated = jobs.flatMap((job) => (job.createdAt === null ? [] : { ...job, createdAt: job.createdAt }));
	const different = new Map(dated.map((job) => [job.id, job]));
	return [...different.values()].sort((one, other) => other.createdAt - one.createdAt);
}

/**
 * Finds the results that no delivery has brought, as far as this process knows.
 *
 * An event that was emitted once may not have been stored. Without a confirmation it is emitted a second time, and the
 * duplicate check of the execution decides whether it is new.
 *
 * @param listed the jobs of the account
 * @param state what earlier searches have found
 * @returns what to emit, and the state for the next search; never throws
 */
export async function findMissedResults(
	listed: readonly Job[],
	state: CatchUpState,
	options: SearchOptions,
): Promise<MissedResults> {
	const { since, now, keyOf, stateOf } = options;
	const recent = latestFirst(listed).filter(({ createdAt }) => createdAt >= since);
	const { read, failures, isCutShort } = await readJobs(recent.slice(0, MAX_RESULTS), state, options);
	const jobs = latestWithinLimit(read, state);

	const emittedCountOf = (event: GenerationEvent) => state.emittedCount.get(keyOf(event).id) ?? 0;
	const isMissing = (event: GenerationEvent) =>
		stateOf(keyOf(event)) === 'unknown' && emittedCountOf(event) < MAX_EMISSIONS;
	const isDone = (event: GenerationEvent) =>
		stateOf(keyOf(event)) === 'committed' || emittedCountOf(event) >= MAX_EMISSIONS;

	const isSettled = ({ id, final, events }: ReadJob) => state.settled.has(id) || (final && events.every(isDone));
	const [settled, open] = [jobs.filter(isSettled), jobs.filter((job) => !isSettled(job))];
	const events = jobs.flatMap((job) => job.events);
	const emitted = events.filter(isMissing).slice(0, MAX_RESULTS);
	return {
		events: emitted.toReversed(),
		state: {
			next: isCutShort ? state.next : Math.min(now - OVERLAP_MS, ...open.map(({ createdAt }) => createdAt)),
			// Forgets events of jobs that are no longer listed.
			emittedCount: new Map([
				...events.map((event) => [keyOf(event).id, emittedCountOf(event)] as const),
				...emitted.map((event) => [keyOf(event).id, emittedCountOf(event) + 1] as const),
			]),
			settled: new Map(settled.map((job) => [job.id, eventCountOf(job, state)])),
		},
		failures,
		isCutShort,
		hasMore: recent.length > jobs.length,
		undated: listed.filter(({ createdAt }) => createdAt === null).length,
	};
}

/** A job and its chosen events; without events where it was not read. */
interface ReadJob extends JobResult {
	id: string;
	createdAt: number;
}

/** Settled jobs are not read again. */
function eventCountOf({ id, events }: ReadJob, { settled }: CatchUpState): number {
	return settled.get(id) ?? events.length;
}

async function readJobs(
	jobs: readonly DatedJob[],
	state: CatchUpState,
	{ isChosen, timeUp }: Pick<SearchOptions, 'isChosen' | 'timeUp'>,
) {
	const failures: unknown[] = [];
	let isCutShort = false;
	let count = 0;
	const resultOf = async ({ id, read }: Job): Promise<JobResult | null> => {
		if (isCutShort || state.settled.has(id) || count >= MAX_CONSIDERED) return null;
		try {
			const result = await Promise.race([read(), timeUp.then(() => null)]);
			isCutShort ||= result === null;
			return result;
		} catch (error) {
			failures.push(error);
			return null;
		}
	};
	const read = await mapConcurrently(jobs, CONCURRENCY, async (job): Promise<ReadJob> => {
		const { events, final } = (await resultOf(job)) ?? { events: [], final: false };
		const readJob = { id: job.id, createdAt: job.createdAt, events: events.filter(isChosen), final };
		count += eventCountOf(readJob, state);
		return readJob;
	});
	return { read, failures, isCutShort };
}

/** @returns the latest jobs, until they have as many events as a search considers */
function latestWithinLimit(jobs: readonly ReadJob[], state: CatchUpState): readonly ReadJob[] {
	let count = 0;
	const end = jobs.findIndex((job) => {
		const isBeyond = count >= MAX_CONSIDERED;
		count += eventCountOf(job, state);
		return isBeyond;
	});
	return end === -1 ? jobs : jobs.slice(0, end);
}
