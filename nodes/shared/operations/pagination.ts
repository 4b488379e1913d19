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
 * Makes items of a list that the provider returns as a whole.
 *
 * @param body the provider's answer
 * @param wanted how many entries the user wants
 * @returns an item for each entry; an answer without any list becomes one item, as it came
 */
export function toItemsOfList(body: unknown, wanted: number): INodeExecutionData[] {
	const list = listIn(body);
	return toItems(list === null ? body : list.slice(0, wanted));
}

/**
 * Follows the cursor of a list until there are enough entries.
 *
 * @param first the first page
 * @param wanted how many entries the user wants
 * @param fetchNext fetches the page behind a cursor, of which so many entries are still wanted
 * @returns the entries, never more than wanted. A cursor that is returned a second time ends the list, and so does
 * an answer that is not a page.
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
