import type { GenerationEvent } from '../../shared/delivery/event';
import { createRegistry } from '../../shared/util/registry';
import type { RenderResults } from './results';

/** What this process knows of a render. */
export interface RenderKnowledge {
	/** Whether this process put the execution to sleep, so that it receives all of its deliveries. */
	sleepsHere: boolean;
	/** Whether a delivery has reported something that has not been acted on yet. */
	hasNews: boolean;
	/** The request that is asking for it now. */
	asking?: Promise<RenderResults>;
	/** The final variations that signed deliveries have reported, by their ids. */
	reported: Map<string, GenerationEvent>;
	/** What the API answered last. */
	latest?: RenderResults;
}

/** A render has at most 20 variations, as public clients say. */
const MOST_VARIATIONS = 100;

const MOST_RENDERS = 1_000;

const renders = createRegistry<RenderKnowledge>(
	() => ({ sleepsHere: false, hasNews: false, reported: new Map() }),
	MOST_RENDERS,
);

/**
 * @param renderId the render's id
 * @returns what is known of it; the caller updates it in place
 */
export function knowledgeOf(renderId: string): RenderKnowledge {
	return renders.get(renderId);
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
	const known = knowledgeOf(jobId);
	if (!known.reported.has(variationId)) known.hasNews = true;
	if (known.reported.size < MOST_VARIATIONS) known.reported.set(variationId, event);
	return jobId;
}
