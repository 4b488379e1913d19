/** How far a job is. */
export type JobState = 'pending' | 'completed' | 'failed';

const states: Readonly<Record<string, JobState>> = {
	complete: 'completed',
	completed: 'completed',
	done: 'completed',
	finished: 'completed',
	ready: 'completed',
	succeeded: 'completed',
	success: 'completed',
	canceled: 'failed',
	cancelled: 'failed',
	error: 'failed',
	expired: 'failed',
	failed: 'failed',
	failure: 'failed',
	rejected: 'failed',
};

/**
 * Reads a provider's word for the state of a job. The providers document few of theirs: a word that is not known
 * says that the work goes on, since taking it for an end would lose the result.
 *
 * @param word the provider's word
 */
export function jobState(word: unknown): JobState {
	const known = String(word).toLowerCase();
	return Object.hasOwn(states, known) ? states[known] : 'pending';
}
