import type { EventStatus } from './event';

/** The words that services use for the states of a job, in event names and in the responses of their APIs. */
const words: Readonly<Record<Exclude<EventStatus, 'info'>, readonly string[]>> = {
	started: ['created', 'pending', 'queued', 'queuing', 'started', 'starting', 'submitted', 'waiting'],
	progress: ['dreaming', 'generating', 'inprogress', 'processing', 'progress', 'rendering', 'running'],
	completed: [
		'complete',
		'completed',
		'done',
		'finished',
		'generated',
		'ready',
		'succeed',
		'succeeded',
		'success',
		'successful',
	],
	failed: [
		'aborted',
		'canceled',
		'cancelled',
		'error',
		'errored',
		'expired',
		'fail',
		'failed',
		'failure',
		'moderated',
		'nsfw',
		'rejected',
		'stopped',
		'terminated',
		'timedout',
		'timeout',
	],
};

const statuses = new Map(
	Object.entries(words).flatMap(([status, names]) => names.map((name) => [name, status as EventStatus] as const)),
);

/** The ends of jobs alone: an event that says `created` is not about a job. */
const ends = (word: string) => (['completed', 'failed'].includes(statuses.get(word) ?? '') ? statuses.get(word) : null);

/**
 * Guesses the status of an undocumented event from the end of its name, behind any of `. _ - : /` or a hump:
 * `job.completed` and `VIDEO_GENERATION_SUCCESS` are completed, `ACTOR.RUN.TIMED-OUT` has failed. Any other word is `info`.
 */
export function statusByName(event: string): EventStatus {
	const [before, last] = ['', ...wordsOf(event)].slice(-2);
	return ends(before + last) ?? (before === 'not' ? null : ends(last)) ?? 'info';
}

/** Reads a word that stands where a service says the state of a job, such as `in_progress`. */
export function statusByWord(word: string): EventStatus {
	const status = statusByName(word);
	return status === 'info'
		? (statuses.get(wordsOf(word).join('')) ?? statuses.get(wordsOf(word).at(-1) ?? '') ?? 'info')
		: status;
}

/**
 * Reads a provider's word for the state of a job. Few are documented. An unknown word counts as pending: treating it as
 * final would lose the result.
 */
export function jobState(word: unknown): 'pending' | 'completed' | 'failed' {
	const status = statuses.get(wordsOf(String(word)).join(''));
	return status === 'completed' || status === 'failed' ? status : 'pending';
}

/** @returns the last segment of an event's name: `failed` for `job.failed` */
export function eventAction(event: string): string {
	return event.slice(event.lastIndexOf('.') + 1);
}

function wordsOf(name: string): string[] {
	return name
		.replace(/([a-z\d])([A-Z])/g, '$1 $2')
		.toLowerCase()
		.split(/[^a-z\d]+/)
		.filter((word) => word !== '');
}
