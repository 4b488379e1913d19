import type { GenerationResult } from '../shared/delivery/event';
import type { ApiContext } from '../shared/http/provider';
import { getAsset } from './api';
import { assetUrl } from './resources/asset/asset-url';

/**
 * Completes results that are only asset ids.
 *
 * @param context any context of the node
 * @param results the results of an event
 * @returns the same results with the addresses of the assets, as far as the provider knows them
 * @throws NodeApiError where the provider gives no answer
 */
export async function resolvedResults(
	context: ApiContext,
	results: readonly GenerationResult[],
): Promise<GenerationResult[]> {
	const resolved: GenerationResult[] = [];
	for (const result of results) {
		const url = result.assetId === undefined ? null : assetUrl(await getAsset(context, result.assetId));
		resolved.push(url === null ? result : { ...result, url });
	}
	return resolved;
}
