import type { GenerationResult } from '../shared/delivery/event';
import { type JsonObject, toText } from '../shared/delivery/json';
import type { ApiContext } from '../shared/http/provider';
import { objectsIn } from '../shared/operations/items';
import type { JobPolling } from '../shared/operations/polling';
import { vigthoriaApi } from './api';

/**
 * How to wait for a generation. The documentation shows neither the answer to asking for one nor the rate limits.
 *
 * @param get asks for a generation by its id
 */
export function generationJobs(get: (context: ApiContext, id: string) => Promise<unknown>): JobPolling {
	return {
		api: vigthoriaApi,
		provider: 'vigthoria',
		event: 'generation.completed',
		eventId: (jobId) => `generation.completed|${jobId}`,
		idIn: ({ id, generation_id, job_id }) => toText(id) ?? toText(generation_id) ?? toText(job_id),
		get,
		resultsOf,
		firstInterval: 2_000,
		spacing: 1_000,
	};
}

/** The fields of the documented events come first, then the usual ones. */
const ADDRESSES = ['output_url', 'result_url', 'audio_url', 'video_url', 'download_url', 'url'];

function resultsOf(job: JsonObject): GenerationResult[] {
	const urls = objectsIn(job).flatMap((object) => ADDRESSES.map((name) => toText(object[name])));
	const url = urls.find((text) => text !== null);
	return url === undefined ? [] : [{ url }];
}
