import type { EventStatus } from './event';

/** The words that services use for the end of a job, in event names and in the responses of their APIs. */
const completed = ['complete', 'completed', 'done', 'finished', 'generated', 'ready', 'succeeded', 'success'];
const failed = [
	'aborted',
	'canceled',
	'cancelled',
	'error',
	'errored',
	'expired',
	'fail',
	'failed',
	'failure',
	'rejected',
	'timed_out',
];

const ends = new Map<string, 'completed' | 'failed'>([
	...completed.map((word) => [word, 'completed'] as const),
	...failed.map((word) => [word, 'failed'] as const),
]);

/**
 * Guesses the status of an undocumented event from the last segment of its name: `job.completed` is completed,
 * `job.expired` failed. Any other word is `info`.
 */
export function statusByName(event: string): EventStatus {
	return ends.get(eventAction(event).toLowerCase()) ?? 'info';
}

/**
 * Reads a provider's word for the state of a job. Few are documented. An unknown word counts as pending: treating it as
 * final would lose the result.
 */
export function jobState(word: unknown): 'pending' | 'completed' | 'failed' {
	return ends.get(String(word).toLowerCase()) ?? 'pending';
}

/** @returns the last segment of an event's name: `failed` for `job.failed` */
export function eventAction(event: string): string {
	return event.slice(event.lastIndexOf('.') + 1);
}
