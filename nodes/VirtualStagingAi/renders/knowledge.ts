import type { GenerationEvent } from '../../shared/delivery/event';
import type { RenderResults } from './results';

/** What this process knows of a render. */
export interface RenderKnowledge {
	/** Whether this process put the execution to sleep, so that it receives all of its deliveries. */
	sleepsHere: boolean;
	/** How many requests have asked for the render. */
	requests: number;
	/** The request that is asking for it now. */
	asking?: Promise<RenderResults>;
	/** The final variations that signed deliveries have reported, by their ids. */
	reported: Map<string, GenerationEvent>;
	/** What the API answered last. */
	latest?: RenderResults;
}

/** Renders beyond this number push out the one that has been quiet for longest. */
const MOST_RENDERS = 1_000;

/** A render has at most 20 variations, as public clients say. */
const MOST_VARIATIONS = 100;

const renders = new Map<string, RenderKnowledge>();

/**
 * @param renderId the render's id
 * @returns what is known of it; the caller updates it in place
 */
export function knowledgeOf(renderId: string): RenderKnowledge {
	const known = renders.get(renderId) ?? { sleepsHere: false, requests: 0, reported: new Map() };
	renders.delete(renderId);
	renders.set(renderId, known);
	if (renders.size > MOST_RENDERS) {
		const [quietest] = renders.keys();
		renders.delete(quietest);
	}
	return known;
}

/**
 * Remembers what a signed delivery says of a variation that is done or has failed. The API may be behind it.
 *
 * @param event the event of the delivery
 * @returns the id of its render, or null where the delivery reports no final variation
 */
export function rememberReported(event: GenerationEvent): string | null {
	const { jobId, variationId, status } = event;
	if (jobId === null || variationId === null || (status !== 'completed' && status !== 'failed')) return null;
	const { reported } = knowledgeOf(jobId);
	if (reported.size < MOST_VARIATIONS) reported.set(variationId, event);
	return jobId;
}
