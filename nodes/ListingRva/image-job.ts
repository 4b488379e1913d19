import type { GenerationEvent } from '../shared/delivery/event';
import { isJsonObject, type JsonObject, toArray, toObject, toText } from '../shared/delivery/json';
import { jobState } from '../shared/operations/job-state';
import type { JobPolling } from '../shared/operations/polling';
import { getJob, listingRvaApi } from './api';
import { resolvedResults } from './asset-results';

/**
 * How to wait for an image. The documentation shows neither what starting a job nor what asking for it answers, but
 * for the name `jobId`: so both are read tolerantly, bare or one level down.
 *
 * Source of the limit: ListingRVA AI documentation, "API": 30 requests a minute on /ai/*, for the whole workspace.
 * Asking takes 20 of them at the most and leaves the rest to starting jobs.
 */
export const imageJobs: JobPolling = {
	api: listingRvaApi,
	firstInterval: 3_000,
	spacing: 3_000,
	idOf: (started) => levels(started).map(({ jobId, id }) => toText(jobId) ?? toText(id)).find(isText) ?? null,
	async look(context, id) {
		const body = toObject(await getJob(context, id));
		const job = levels(body).find(({ status, state }) => isText(status ?? state)) ?? body;
		return {
			state: jobState(job.status ?? job.state),
			error: toText(isJsonObject(job.error) ? job.error.message : job.error) ?? toText(job.message),
			event: async (): Promise<GenerationEvent> => ({
				provider: 'listingRva',
				event: 'image.generated',
				id: `${id}|image.generated`,
				timestamp: null,
				status: 'completed',
				jobId: id,
				variationId: null,
				results: await resolvedResults(context, assetsOf(job)),
				error: null,
				body,
			}),
		};
	},
};

function levels(answer: unknown): JsonObject[] {
	const body = toObject(answer);
	return [body, ...Object.values(body).filter(isJsonObject)];
}

function assetsOf(job: JsonObject) {
	const holder = [job, ...Object.values(job).filter(isJsonObject)].find(
		({ assetIds, assets }) => Array.isArray(assetIds) || Array.isArray(assets),
	);
	return toArray(holder?.assetIds ?? holder?.assets)
		.map((asset) => toText(isJsonObject(asset) ? asset.id : asset))
		.filter(isText)
		.map((assetId) => ({ assetId }));
}

function isText(value: unknown): value is string {
	return typeof value === 'string';
}
