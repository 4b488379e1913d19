import type { GenerationEvent } from '../delivery/event';
import { isJsonObject, type JsonObject, toText } from '../delivery/json';
import { objectsIn } from './items';

/** How far a job is. */
type JobState = 'pending' | 'completed' | 'failed';

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
 * Reads a provider's word for the state of a job. The providers document few of these words. An unknown one counts as
 * pending: taking it for an end would lose the result.
 *
 * @param word the provider's word
 */
export function jobState(word: unknown): JobState {
	const known = String(word).toLowerCase();
	return Object.hasOwn(states, known) ? states[known] : 'pending';
}

/** What a provider says about a job. */
interface JobReport {
	state: JobState;
	/** Why the job failed, or null where no reason is found. */
	error: string | null;
	/** The object of the answer that describes the job. */
	fields: JsonObject;
	/** The whole answer. */
	body: JsonObject;
}

/**
 * Reads the answer to asking for a job. No provider documents it: the state is looked for bare and one level down,
 * in the usual fields.
 *
 * @param answer the parsed JSON
 */
export function readJob(answer: unknown): JobReport {
	const objects = objectsIn(answer);
	const [body = {}] = objects;
	const fields = objects.find(({ status, state }) => toText(status ?? state) !== null) ?? body;
	const { status, state, error, error_message, message } = fields;
	return {
		state: jobState(status ?? state),
		error: toText(isJsonObject(error) ? error.message : error) ?? toText(error_message) ?? toText(message),
		fields,
		body,
	};
}

/**
 * Makes the event of a job that was asked for, which has neither a signed time nor an error.
 *
 * @param provider the provider's name in the events
 * @param jobId the job's id
 * @param facts what the provider said
 */
export function jobEvent(
	provider: string,
	jobId: string | null,
	facts: Pick<GenerationEvent, 'event' | 'id' | 'status' | 'results' | 'body'>,
): GenerationEvent {
	return { provider, jobId, variationId: null, timestamp: null, error: null, ...facts };
}

/**
 * Makes the event that stands in for a job's result while the job is being worked on.
 *
 * @param known what tells it from others
 * @returns the event, with the status `progress`
 */
export function progressEvent({
	provider,
	jobId,
	...known
}: Pick<GenerationEvent, 'provider' | 'event' | 'id' | 'jobId' | 'body'>): GenerationEvent & { status: 'progress' } {
	return { ...jobEvent(provider, jobId, { ...known, status: 'progress', results: [] }), status: 'progress' };
}
