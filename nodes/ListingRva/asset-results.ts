import { NodeApiError } from 'n8n-workflow';

import type { GenerationEvent } from '../shared/event/event';
import { cancelSignal } from '../shared/http/raw-request';
import type { ApiContext } from '../shared/http/provider';
import { abortableDelay } from '../shared/n8n/delay';
import { getAsset } from './api';
import { assetUrl } from './asset-url';
import { messageOf } from '../shared/n8n/errors';

/** The pauses before further requests, shared by all assets of an event: the API may lag behind it. */
const PAUSES_MS = [2_000, 4_000];

/**
 * Adds the URLs of the assets to the results of an event. If a URL is not found, the result keeps the asset's ID, and the
 * reason is added to `issues`.
 */
export async function withAssetUrls(context: ApiContext, event: GenerationEvent): Promise<GenerationEvent> {
	const results: GenerationEvent['results'] = [];
	const issues = [...(event.issues ?? [])];
	const pauses = [...PAUSES_MS];
	for (const result of event.results) {
		const { assetId, url } = result;
		if (assetId === undefined || url !== undefined) {
			results.push(result);
			continue;
		}
		const found = await lookUp(context, assetId, pauses);
		if ('issue' in found) issues.push(`asset "${assetId}": ${found.issue}`);
		results.push('issue' in found ? result : { ...result, url: found.url });
	}
	return { ...event, results, ...(issues.length > 0 && { issues }) };
}

/** Finds an asset's URL, or the reason why there is none. Removes the pauses that it takes from the list. */
async function lookUp(context: ApiContext, id: string, pauses: number[]): Promise<{ url: string } | { issue: string }> {
	for (;;) {
		const found = await requestUrl(context, id);
		const pause = found.retry ? pauses.shift() : undefined;
		const cancelled = cancelSignal(context);
		if (pause === undefined || cancelled?.aborted) return found;
		await abortableDelay(pause, cancelled);
	}
}

/** Sends one request. A retry makes sense if the asset is not found, has no URL, or the response is not JSON. */
async function requestUrl(context: ApiContext, id: string) {
	try {
		const url = assetUrl(await getAsset(context, id));
		if (url !== null) return { url, retry: false };
		return { issue: 'the response of ListingRVA AI contains no URL', retry: true };
	} catch (error) {
		const status = error instanceof NodeApiError ? Number(error.httpCode) : NaN;
		return { issue: messageOf(error), retry: status === 404 || status < 300 };
	}
}
