import type { GenerationEvent } from './event';

type Known = Pick<GenerationEvent, 'provider' | 'event' | 'id' | 'jobId' | 'status' | 'body'> &
	Partial<GenerationEvent>;

/**
 * Makes the event of a job that the provider was asked about. Nothing in it is signed.
 *
 * @param known what is known of it; the other fields are empty
 */
export function jobEvent(known: Known): GenerationEvent {
	return { variationId: null, timestamp: null, results: [], error: null, verifiedBy: 'api', ...known };
}

/**
 * Makes the event that stands in for a job's result while the job is being worked on. Nobody has proven anything yet.
 *
 * @param known what tells it from others
 */
export function progressEvent(known: Omit<Known, 'status'>): GenerationEvent & { status: 'progress' } {
	return { ...jobEvent({ ...known, status: 'progress' }), status: 'progress', verifiedBy: null };
}
