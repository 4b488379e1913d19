import type { GenerationResult } from '../shared/event/event';
import { type JsonObject, toArray, toText } from '../shared/util/json';
import type { ApiContext } from '../shared/http/provider';
import { objectsIn } from '../shared/util/envelope';
import type { JobPolling } from '../shared/waiting/poll-jobs';
import { vigthoriaApi } from './api';

/**
 * How to wait for a generation. Neither the response to getting one nor the rate limits are documented.
 *
 * @param get gets a generation by its ID
 * @param advice how to get a result after the time limit, as a sentence for the editor
 */
export function generationJobs(
	get: (context: ApiContext, id: string) => Promise<unknown>,
	advice = 'Find it in the account; the Vigthoria Trigger receives it as well.',
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

/** @returns the ID of a generation in a response of the API, or null */
export function generationIdIn({ id, generation_id, job_id }: JsonObject): string | null {
	return toText(id) ?? toText(generation_id) ?? toText(job_id);
}

/** The fields of the documented events come first, then the usual ones. */
const URLS = ['output_url', 'result_url', 'audio_url', 'video_url', 'download_url', 'url'];

/** Fields that may list several results, as URLs or as objects with one. */
const LISTS = ['outputs', 'results', 'files'];

/**
 * @param job a generation in a response of the API
 * @returns one result per URL
 */
export function resultsOf(job: JsonObject): GenerationResult[] {
	const url = urlIn(job);
	if (url !== null) return [{ url }];
	const entries = objectsIn(job).flatMap((object) => LISTS.flatMap((name) => toArray(object[name])));
	return entries.flatMap((entry) => {
		const entryUrl = toText(entry) ?? urlIn(entry);
		return entryUrl === null ? [] : [{ url: entryUrl }];
	});
}

function urlIn(value: unknown): string | null {
	const urls = objectsIn(value).flatMap((object) => URLS.map((name) => toText(object[name])));
	return urls.find((url) => url !== null) ?? null;
}
