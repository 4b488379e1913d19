import type { GenerationEvent } from '../event/event';
import { mapConcurrently } from '../util/map-concurrently';
import type { JobResult, Job } from './definition';

/** How many results one look passes on at the most, and at how many pieces of work it looks. */
export const MAX_RESULTS = 200;

/** How far a look goes back at the most, in milliseconds. */
export const MAX_LOOK_BACK_MS = 24 * 3_600_000;

/** Milliseconds by which looks overlap: work may be listed late. */
export const OVERLAP = 30 * 60_000;

/** Whoever executes may be another process, which does not report back: a second offer covers a lost first one. */
const MAX_EMISSIONS = 2;

/** How many pieces of work are read at a time. */
const CONCURRENCY = 5;

/** What a process knows from its earlier looks. */
export interface CatchUpState {
	/** Where the next look begins, epoch milliseconds; null before the first look that came to its end. */
	next: number | null;
	/** How often events were offered, by their keys. */
	emittedCount: ReadonlyMap<string, number>;
	/** The work of which nothing more is to come. */
	settled: ReadonlySet<string>;
}

/** The memory of a process that has not looked yet. */
export const INITIAL_STATE: CatchUpState = { next: null, emittedCount: new Map(), settled: new Set() };

/** What a look depends on. */
interface SearchOptions {
	/** Epoch milliseconds of the earliest creation that counts. */
	since: number;
	/** Epoch milliseconds at which the work was listed. */
	now: number;
	/** @returns whether the workflow starts on an event */
	isChosen(event: GenerationEvent): boolean;
	/** @returns what an event has in common with its other deliveries */
	keyOf(event: GenerationEvent): string;
	/** @returns whether the event was passed on, is being received right now, or neither as far as this process knows */
	stateOf(key: string): 'committed' | 'pending' | 'unknown';
	/** Settles when the time is up. */
	timeUp: Promise<unknown>;
}

/** What a look has found. */
interface MissedResults {
	/** The events to pass on, those of the oldest work first. */
	events: GenerationEvent[];
	state: CatchUpState;
	/** Why work could not be read, one entry for each. */
	failures: unknown[];
	/** Whether the time was up before everything was read. */
	isCutShort: boolean;
	/** Whether there is more than a look passes on. */
	hasMore: boolean;
	/** How many pieces of work have no time that can be read, so that they may be history. */
	undated: number;
}

/**
 * @param memory what is known from earlier looks
 * @param baseline epoch milliseconds of the publication
 * @param now epoch milliseconds
 * @returns epoch milliseconds of the earliest creation that a look has to consider
 */
export function windowStart({ next }: CatchUpState, publishedAt: number, now: number): number {
	return Math.max(publishedAt, now - MAX_LOOK_BACK_MS, next ?? 0);
}

/**
 * Finds the results that have not been passed on, as far as this process knows.
 *
 * Nothing is taken for passed on because it was offered once: the execution may not have been stored. What nobody
 * confirms is offered a second time; whether it is new is decided by the duplicate check of the execution.
 *
 * @param listed the work of the account
 * @param memory what is known from earlier looks
 * @param options the window, the subscription and the time limit
 * @returns what to pass on, and the memory for the next look; never throws
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
			next: isCutShort ? state.next : Math.min(now - OVERLAP, oldestOpen),
			// What is listed no longer need not be remembered.
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
