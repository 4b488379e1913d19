import type { GenerationResult } from '../shared/event/event';
import { isJsonObject, type JsonObject, toArray, toText } from '../shared/util/json';
import { objectsIn } from '../shared/util/envelope';
import type { JobPolling } from '../shared/waiting/poll-jobs';
import { getJob, listingRvaApi } from './api';
import { withAssetUrls } from './asset-results';
import { assetUrl } from './asset-url';

/**
 * How to wait for an image. Of the responses to starting and getting a job, only the name `jobId` is documented.
 *
 * Source of the limit: ListingRVA AI documentation, "API": 30 requests a minute on /ai/*, for the whole workspace.
 * Polling uses at most 20 of them and leaves the rest to starting jobs.
 */
export const imageJobs: JobPolling = {
	api: listingRvaApi,
	provider: 'listingRva',
	event: 'image.generated',
	eventId: (jobId) => `${jobId}|image.generated`,
	idIn: ({ jobId, job_id, id }) => toText(jobId) ?? toText(job_id) ?? toText(id),
	get: getJob,
	resultsOf,
	hydrate: withAssetUrls,
	advice: 'Get it later with Job > Get, using the jobId.',
	firstInterval: 3_000,
	spacing: 3_000,
};

/** Fields that may list the images of a finished job, and fields that may contain the URL of a single image. */
const LISTS = ['assetIds', 'asset_ids', 'assets', 'images'];
const URLS = ['imageUrl', 'resultUrl', 'url'];

function resultsOf(job: JsonObject): GenerationResult[] {
	const objects = objectsIn(job);
	const lists = objects.flatMap((object) => LISTS.map((name) => object[name])).filter(Array.isArray);
	if (lists.length > 0) {
		// Prefers the list with the most URLs: there may be both `assetIds` and `assets`.
		const results = lists.map((list) => toArray(list).flatMap(resultOf));
		return results.sort((some, other) => urlCount(other) - urlCount(some) || other.length - some.length)[0];
	}
	const urls = objects.flatMap((object) => URLS.map((name) => toText(object[name])));
	const url = urls.find((text) => text !== null);
	return url === undefined ? [] : [{ url }];
}

/** An entry is an ID, a URL, or an object with either. */
function resultOf(entry: unknown): GenerationResult[] {
	const url = assetUrl(entry);
	const text = isJsonObject(entry) ? (toText(entry.id) ?? toText(entry.assetId)) : toText(entry);
	const assetId = text === url ? null : text;
	if (url === null && assetId === null) return [];
	return [{ ...(assetId !== null && { assetId }), ...(url !== null && { url }) }];
}

function urlCount(results: GenerationResult[]): number {
	return results.filter(({ url }) => url !== undefined).length;
}
