import type { EventStatus } from './event';

/** The words by which services name the end of a job, wherever they do: in an event's name, or when they are asked. */
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
 * Guesses the status of an event that is not documented from the last segment of its name: `job.completed` is
 * completed, `job.expired` failed. Everything that does not end a job is `info`.
 */
export function statusByName(event: string): EventStatus {
	return ends.get(eventAction(event).toLowerCase()) ?? 'info';
}

/**
 * Reads a provider's word for the state of a job. The providers document few of these words. An unknown one counts as
 * pending: taking it for an end would lose the result.
 */
export function jobState(word: unknown): 'pending' | 'completed' | 'failed' {
	return ends.get(String(word).toLowerCase()) ?? 'pending';
}

/** @returns the last segment of an event's name, which says what happened: `failed` of `job.failed` */
export function eventAction(event: string): string {
	return event.slice(event.lastIndexOf('.') + 1);
}
