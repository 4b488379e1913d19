import { progressEvent } from '../../shared/event/create';
import type { GenerationEvent, Metadata } from '../../shared/event/event';
import { isJsonObject, toObject } from '../../shared/util/json';
import { renderIdIn } from '../ids';

/**
 * Replaces an input item while its render is being worked on. n8n stores it with the execution, returns it on resume,
 * and passes it on if the time limit comes first: so it is an event itself, with the status `progress`.
 */
export type PendingRender = GenerationEvent & {
	status: 'progress';
	jobId: string;
	/** How many variations were asked for. */
	expectedVariations: number;
};

/**
 * @param render what the API answered when the render was created
 * @param expectedVariations how many variations were asked for
 * @param metadata what comes back with the results
 * @returns the item's data, or null where the answer holds no id
 */
export function pendingRender(render: unknown, expectedVariations: number, metadata?: Metadata): PendingRender | null {
	const jobId = renderIdIn(render);
	if (jobId === null) return null;
	return {
		...progressEvent({
			provider: 'virtualStagingAi',
			event: 'progress',
			id: `${jobId}|progress`,
			jobId,
			body: toObject(render),
		}),
		jobId,
		...(metadata && { metadata }),
		expectedVariations,
	};
}

/** @returns whether an item's data stands for a render that is being awaited */
export function isPendingRender(json: unknown): json is PendingRender {
	return (
		isJsonObject(json) &&
		json.provider === 'virtualStagingAi' &&
		json.status === 'progress' &&
		typeof json.jobId === 'string' &&
		typeof json.expectedVariations === 'number'
	);
}
