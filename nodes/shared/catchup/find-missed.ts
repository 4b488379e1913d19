import type { GenerationEvent } from '../event/event';
import { mapConcurrently } from '../util/map-concurrently';
import type { JobResult, Job } from './definition';

/** Results that one search passes on, and jobs that it reads. */
export const MAX_RESULTS = 200;

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
	/** The jobs that have no further events. */
	settled: ReadonlySet<string>;
}

/** The state of a process that has not searched yet. */
export const INITIAL_STATE: CatchUpState = { next: null, emittedCount: new Map(), settled: new Set() };

/** What a search depends on. */
interface SearchOptions {
	/** Epoch milliseconds of the earliest creation that counts. */
	since: number;
	/** Epoch milliseconds at which the jobs were listed. */
	now: number;
	/** @returns whether the workflow starts on an event */
	isChosen(event: GenerationEvent): boolean;
	/** @returns the duplicate key of an event */
	keyOf(event: GenerationEvent): string;
	/** @returns whether the event was accepted, is being accepted, or neither, as far as this process knows */
	stateOf(key: string): 'committed' | 'pending' | 'unknown';
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
	/** Whether there is more than one search emits. */
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
	const { since, now, isChosen, keyOf, stateOf, timeUp } = options;
	const dated = listed.flatMap((job) => (job.createdAt === null ? [] : { ...job, createdAt: job.createdAt }));
	const recent = dated
		.filter(({ createdAt }) => createdAt >= since)
		.sort((one, other) => other.createdAt - one.createdAt);
	const jobs = recent.slice(0, MAX_RESULTS);

	const failures: unknown[] = [];
	let isCutShort = false;
	const results = await mapConcurrently(jobs, CONCURRENCY, async ({ id, read }): Promise<JobResult | null> => {
		if (isCutShort || state.settled.has(id)) return null;
		try {
			const result = await Promise.race([read(), timeUp.then(() => null)]);
			isCutShort ||= result === null;
			return result;
		} catch (error) {
			failures.push(error);
			return null;
		}
	});

	const chosen = results.map((result) => (result?.events ?? []).filter(isChosen));
	const emittedCountOf = (event: GenerationEvent) => state.emittedCount.get(keyOf(event)) ?? 0;
	const isMissing = (event: GenerationEvent) =>
		stateOf(keyOf(event)) === 'unknown' && emittedCountOf(event) < MAX_EMISSIONS;
	const isDone = (event: GenerationEvent) =>
		stateOf(keyOf(event)) === 'committed' || emittedCountOf(event) >= MAX_EMISSIONS;

	const missing = chosen.flatMap((events) => events.filter(isMissing));
	const emitted = missing.slice(0, MAX_RESULTS);
	const settled = jobs.filter(({ id }, index) => {
		return state.settled.has(id) || (results[index]?.final === true && chosen[index].every(isDone));
	});
	const open = jobs.filter((job) => !settled.includes(job));
	const oldestOpen = Math.min(...open.map(({ createdAt }) => createdAt));
	return {
		events: emitted.reverse(),
		state: {
			next: isCutShort ? state.next : Math.min(now - OVERLAP_MS, oldestOpen),
			// Forgets events of jobs that are no longer listed.
			emittedCount: new Map([
				...chosen.flat().map((event) => [keyOf(event), emittedCountOf(event)] as const),
				...emitted.map((event) => [keyOf(event), emittedCountOf(event) + 1] as const),
			]),
			settled: new Set(settled.map(({ id }) => id)),
		},
		failures,
		isCutShort,
		hasMore: recent.length > jobs.length || missing.length > emitted.length,
		undated: listed.length - dated.length,
	};
}
