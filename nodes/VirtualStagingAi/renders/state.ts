import type { GenerationEvent } from '../../shared/event/event';
import { perKeyCache } from '../../shared/util/per-key-cache';
import type { JsonObject } from '../../shared/util/json';

/** The state of a render. */
export interface RenderResults {
	/** The render as the API returned it. */
	render: JsonObject;
	/** One event per variation that was asked for, finished or not, in the order of their creation. */
	events: GenerationEvent[];
	/** Whether the API shows a variation as unfinished, or not at all, that a signed delivery has reported. */
	behind: boolean;
}

/** What this process knows of a render. */
export interface RenderState {
	/** Whether this process put the execution to sleep, so that it receives all of its deliveries. */
	receivesAllDeliveries: boolean;
	/** Whether a delivery has reported something that has not been acted on yet. */
	hasUnhandledReport: boolean;
	/** The request that is asking for it now. */
	pendingRequest?: Promise<RenderResults>;
	/** The final variations that signed deliveries have reported, by their ids. */
	reported: Map<string, GenerationEvent>;
	/** What the API answered last. */
	latest?: RenderResults;
}

/** A render has at most 20 variations, as public clients say. */
const MAX_VARIATIONS = 100;

const MAX_RENDERS = 1_000;

const renders = perKeyCache<RenderState>(
	() => ({ receivesAllDeliveries: false, hasUnhandledReport: false, reported: new Map() }),
	MAX_RENDERS,
);

/** @returns what is known of it; the caller updates it in place */
export function renderState(renderId: string): RenderState {
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
	const known = renderState(jobId);
	if (!known.reported.has(variationId)) known.hasUnhandledReport = true;
	if (known.reported.size < MAX_VARIATIONS) known.reported.set(variationId, event);
	return jobId;
}
