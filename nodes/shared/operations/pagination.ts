import type { IExecuteFunctions, INodeExecutionData, INodeProperties } from 'n8n-workflow';

import { toItems } from './items';
import { listIn, type Page } from '../util/envelope';

/** The two parameters of every operation that returns a list. */
export const manyProperties: readonly INodeProperties[] = [
	{
		displayName: 'Return All',
		name: 'returnAll',
		type: 'boolean',
		default: false,
		description: 'Whether to return all results or only up to a given limit',
	},
	{
		displayName: 'Limit',
		name: 'limit',
		type: 'number',
		typeOptions: { minValue: 1 },
		displayOptions: { show: { returnAll: [false] } },
		default: 50,
		description: 'Max number of results to return',
	},
];

/** @returns how many results the user wants; Infinity for all */
export function wantedCount(context: IExecuteFunctions, itemIndex: number): number {
	const all = context.getNodeParameter('returnAll', itemIndex) as boolean;
	return all ? Infinity : (context.getNodeParameter('limit', itemIndex) as number);
}

/**
 * Converts a list that the provider returns in one response into items.
 *
 * @param wanted maximum number of entries
 * @returns one item per entry; a body without a list becomes a single item
 */
export function toItemsOfList(body: unknown, wanted: number): INodeExecutionData[] {
	const list = listIn(body);
	return toItems(list === null ? body : list.slice(0, wanted));
}

/**
 * Follows the cursor of a list until there are enough entries. A repeated cursor ends the list, and so does a response
 * that is not a page.
 *
 * @param wanted maximum number of entries
 * @param fetchNext fetches the page at a cursor; `missing` is the number of entries still wanted
 */
export async function followCursor(
	first: Page,
	wanted: number,
	fetchNext: (cursor: string, missing: number) => Promise<Page | null>,
): Promise<unknown[]> {
	const entries = [...first.entries];
	const followed = new Set<string>();
	let { cursor } = first;
	while (cursor !== null && entries.length < wanted && !followed.has(cursor)) {
		followed.add(cursor);
		const page = await fetchNext(cursor, wanted - entries.length);
		entries.push(...(page?.entries ?? []));
		cursor = page?.cursor ?? null;
	}
	return entries.slice(0, wanted);
}
