import type { ILoadOptionsFunctions, INodeListSearchResult } from 'n8n-workflow';

import { isJsonObject, toArray, toObject, toText } from '../../shared/util/json';
import { listIn } from '../../shared/util/envelope';
import { entryName, searchResult } from '../../shared/operations/locator';
import { getRender, listRenders } from '../api';

/** Source for renders: Virtual Staging AI documentation, "v2 API, Endpoints". Public clients use it for variations too. */
const MAX_PAGE_SIZE = 100;

/**
 * Lists the account's renders for the editor, the newest first, page by page.
 *
 * @param cursor of the page; the first page by default
 */
export async function searchRenders(
	this: ILoadOptionsFunctions,
	filter?: string,
	cursor?: string,
): Promise<INodeListSearchResult> {
	const query = { limit: MAX_PAGE_SIZE, order: 'desc', ...(cursor === undefined ? {} : { cursor }) };
	const page = await listRenders(this, query);
	const entries = toArray(listIn(page))
		.filter(isJsonObject)
		.flatMap(({ id, created_at }) => {
			const value = toText(id);
			return value === null ? [] : [{ name: entryName(value, dateOf(created_at)), value }];
		});
	return searchResult(entries, filter, toText(toObject(page).next_cursor) ?? undefined);
}

/** Lists the variations of the chosen render for the editor. */
export async function searchVariations(this: ILoadOptionsFunctions, filter?: string): Promise<INodeListSearchResult> {
	const renderId = toText(this.getCurrentNodeParameter('renderId', { extractValue: true }))?.trim() ?? '';
	if (renderId === '') return { results: [] };
	const render = await getRender(this, renderId, { include_variations: true, variations_limit: MAX_PAGE_SIZE });
	const variations = toArray(listIn(toObject(render).variations)).filter(isJsonObject);
	const entries = variations.flatMap(({ id, type, status }) => {
		const value = toText(id);
		return value === null ? [] : [{ name: entryName(value, toText(type), toText(status)), value }];
	});
	return searchResult(entries, filter);
}

/** Such as 2026-11-25 10:30, in UTC. */
function dateOf(milliseconds: unknown): string | null {
	const date = new Date(typeof milliseconds === 'number' ? milliseconds : NaN);
	return Number.isNaN(date.getTime()) ? null : date.toISOString().slice(0, 16).replace('T', ' ');
}
