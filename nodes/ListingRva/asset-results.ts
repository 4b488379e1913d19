import { NodeApiError } from 'n8n-workflow';

import type { GenerationEvent } from '../shared/event/event';
import { cancelSignal } from '../shared/http/raw-request';
import type { ApiContext } from '../shared/http/provider';
import { abortableDelay } from '../shared/n8n/delay';
import { getAsset } from './api';
import { assetUrl } from './asset-url';
import { messageOf } from '../shared/n8n/errors';

/** Milliseconds before the assets of an event are asked for again, all of them together: the API may be behind it. */
const PAUSES = [2_000, 4_000];

/**
 * Adds the addresses of the assets to the results of an event. An asset that cannot be looked up keeps its ID, and
 * the event says why in its `issues`.
 *
 * @param event an event whose results may be asset IDs only
 * @returns the event with the addresses that the provider knows
 */
export async function withAssetUrls(context: ApiContext, event: GenerationEvent): Promise<GenerationEvent> {
	const results: GenerationEvent['results'] = [];
	const issues = [...(event.issues ?? [])];
	const pauses = [...PAUSES];
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

/** Finds an asset's address, or why there is none. The pauses that it takes are removed from the list. */
async function lookUp(context: ApiContext, id: string, pauses: number[]): Promise<{ url: string } | { issue: string }> {
	for (;;) {
		const found = await askFor(context, id);
		const pause = found.mayCome ? pauses.shift() : undefined;
		const cancelled = cancelSignal(context);
		if (pause === undefined || cancelled?.aborted) return found;
		await abortableDelay(pause, cancelled);
	}
}

/** Asks once. What is not found, has no address or breaks off may come in a moment. */
async function askFor(context: ApiContext, id: string) {
	try {
		const url = assetUrl(await getAsset(context, id));
		if (url !== null) return { url, mayCome: false };
		return { issue: 'the answer of ListingRVA AI contains no URL', mayCome: true };
	} catch (error) {
		const status = error instanceof NodeApiError ? Number(error.httpCode) : NaN;
		return { issue: messageOf(error), mayCome: status === 404 || status < 300 };
	}
}
