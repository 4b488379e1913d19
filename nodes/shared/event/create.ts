import type { GenerationEvent } from './event';

type Known = Pick<GenerationEvent, 'provider' | 'event' | 'id' | 'jobId' | 'status' | 'body'> &
	Partial<GenerationEvent>;

/**
 * Makes the event of a job from a response of the provider's API.
 *
 * @param known the known fields; the others are empty
 */
export function jobEvent(known: Known): GenerationEvent {
	return { variationId: null, timestamp: null, results: [], error: null, verifiedBy: 'api', ...known };
}

/**
 * Makes the event of a job that is still running. It has not been verified.
 *
 * @param known the known fields; the others are empty
 */
export function progressEvent(known: Omit<Known, 'status'>): GenerationEvent & { status: 'progress' } {
	return { ...jobEvent({ ...known, status: 'progress' }), status: 'progress', verifiedBy: null };
}
