import type { GenerationEvent } from '../shared/delivery/event';
import type { ApiContext } from '../shared/http/provider';
import { getAsset } from './api';
import { assetUrl } from './asset-url';

/**
 * Adds the addresses of the assets to the results of an event. An asset that cannot be looked up keeps its ID, and
 * the event says why in its `issues`.
 *
 * @param context any context of the node
 * @param event an event whose results may be asset IDs only
 * @returns the event with the addresses that the provider knows
 */
export async function withAssetUrls(context: ApiContext, event: GenerationEvent): Promise<GenerationEvent> {
	const results: GenerationEvent['results'] = [];
	const issues = [...(event.issues ?? [])];
	for (const result of event.results) {
		const { assetId, url } = result;
		if (assetId === undefined || url !== undefined) {
			results.push(result);
			continue;
		}
		try {
			const found = assetUrl(await getAsset(context, assetId));
			if (found === null) issues.push(`asset "${assetId}": the answer of ListingRVA AI contains no URL`);
			results.push(found === null ? result : { ...result, url: found });
		} catch (error) {
			issues.push(`asset "${assetId}": ${error instanceof Error ? error.message : String(error)}`);
			results.push(result);
		}
	}
	return { ...event, results, ...(issues.length > 0 && { issues }) };
}
