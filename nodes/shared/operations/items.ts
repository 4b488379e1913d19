import type { IDataObject, INodeExecutionData } from 'n8n-workflow';

import type { Provider } from '../http/provider';
import { isJsonObject } from '../util/json';

/**
 * Converts a response body, whose shape is often not documented, into items.
 *
 * @param body the parsed JSON; undefined if the response was empty
 * @returns one item per entry of a list, otherwise a single item. An empty response gives `{ success: true }`; a value
 * that is not an object is wrapped as `{ value }`.
 */
export function toItems(body: unknown): INodeExecutionData[] {
	return Array.isArray(body) ? body.map(toItem) : [toItem(body ?? { success: true })];
}

/**
 * Converts the response to a request that started paid work into items. No response loses the work.
 *
 * @param body the parsed JSON; undefined if the response was empty
 * @param idIn finds the ID of the work in an item's `json`
 * @returns at least one item; an item without an ID has an entry in `issues`
 */
export function startedItems(
	body: unknown,
	{ displayName }: Pick<Provider, 'displayName'>,
	idIn: (json: IDataObject) => string | null,
): INodeExecutionData[] {
	const issue = `${displayName} started the work without returning its ID. Check the account before you start it again.`;
	const isEmpty = body === null || (Array.isArray(body) && body.length === 0);
	return toItems(isEmpty ? [body] : body).map(({ json }) =>
		idIn(json) === null ? { json: { ...json, issues: [issue] } } : { json },
	);
}

function toItem(value: unknown): INodeExecutionData {
	return { json: isJsonObject(value) ? (value as IDataObject) : { value: value as IDataObject } };
}
