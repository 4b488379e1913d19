import type { GenerationResult } from '../shared/event/event';
import { type JsonObject, toArray, toText } from '../shared/util/json';
import type { ApiContext } from '../shared/http/provider';
import { objectsIn } from '../shared/util/envelope';
import type { JobPolling } from '../shared/waiting/poll-jobs';
import { vigthoriaApi } from './api';

/**
 * How to wait for a generation. The documentation shows neither the answer to asking for one nor the rate limits.
 *
 * @param get asks for a generation by its id
 * @param advice how to get a result after the time limit, as a sentence for the editor
 */
export function generationJobs(
	get: (context: ApiContext, id: string) => Promise<unknown>,
	advice = 'Look for it in the account; the Vigthoria Trigger receives it as well.',
): JobPolling {
	return {
		api: vigthoriaApi,
		provider: 'vigthoria',
		event: 'generation.completed',
		eventId: (jobId) => `generation.completed|${jobId}`,
		idIn: generationIdIn,
		get,
		resultsOf,
		advice,
		firstInterval: 2_000,
		spacing: 1_000,
	};
}

/**
 * @param object an object of an answer of the API
 * @returns the generation's id, or null where the object has none
 */
export function generationIdIn({ id, generation_id, job_id }: JsonObject): string | null {
	return toText(id) ?? toText(generation_id) ?? toText(job_id);
}

/** The fields of the documented events come first, then the usual ones. */
const ADDRESSES = ['output_url', 'result_url', 'audio_url', 'video_url', 'download_url', 'url'];

/** The fields that may list several results, as addresses or as objects with one. */
const LISTS = ['outputs', 'results', 'files'];

/**
 * @param job an answer of the API that describes a generation
 * @returns the addresses of its results
 */
export function resultsOf(job: JsonObject): GenerationResult[] {
	const url = addressIn(job);
	if (url !== null) return [{ url }];
	const entries = objectsIn(job).flatMap((object) => LISTS.flatMap((name) => toArray(object[name])));
	return entries.flatMap((entry) => {
		const address = toText(entry) ?? addressIn(entry);
		return address === null ? [] : [{ url: address }];
	});
}

function addressIn(value: unknown): string | null {
	const urls = objectsIn(value).flatMap((object) => ADDRESSES.map((name) => toText(object[name])));
	return urls.find((url) => url !== null) ?? null;
}
