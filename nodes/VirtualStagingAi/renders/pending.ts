import { type GenerationEvent, progressEvent } from '../../shared/delivery/event';
import { isJsonObject, toObject, toText } from '../../shared/delivery/json';
import type { Metadata } from '../../shared/delivery/metadata';
import type { ApiContext } from '../../shared/http/provider';
import { renderResults } from './results';

/**
 * What stands in for an input item while its render is being worked on. n8n stores it with the execution, gives it
 * back on resume, and passes it on if the time limit comes first: so it is an event itself, that says `progress`.
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
 * @param metadata what the results shall carry
 * @returns the stand-in, or null where the answer holds no id
 */
export function pendingRender(
	render: unknown,
	expectedVariations: number,
	metadata?: Metadata,
): PendingRender | null {
	const body = toObject(render);
	const jobId = toText(body.id);
	if (jobId === null) return null;
	return {
		...progressEvent({ provider: 'virtualStagingAi', event: 'update', id: `${jobId}|update`, jobId, body }),
		jobId,
		...(metadata && { metadata }),
		expectedVariations,
	};
}

/**
 * @param json an item's data
 * @returns whether it stands for a render that is being awaited
 */
export function isPendingRender(json: unknown): json is PendingRender {
	return (
		isJsonObject(json) &&
		json.provider === 'virtualStagingAi' &&
		json.status === 'progress' &&
		typeof json.jobId === 'string' &&
		typeof json.expectedVariations === 'number'
	);
}

/**
 * Asks the API for the results of an awaited render.
 *
 * @param context any context of the node
 * @param awaited the stand-in
 * @returns its variations' events, or null while any of them is being worked on
 * @throws NodeApiError where the API gives no answer
 */
export async function fetchFinalEvents(
	context: ApiContext,
	{ jobId, expectedVariations, metadata }: PendingRender,
): Promise<GenerationEvent[] | null> {
	const { events, final } = await renderResults(context, jobId, expectedVariations);
	return final ? events.map((event) => ({ ...event, ...(metadata && { metadata }) })) : null;
}
