import type { IDataObject, INodeExecutionData } from 'n8n-workflow';

import type { Provider } from '../http/provider';
import { isJsonObject } from '../util/json';

/**
 * Makes items of a provider's answer, whose shape is often not documented, without changing it.
 *
 * @param body the parsed JSON; undefined where the answer was empty
 * @returns an item for each entry of a list, one for anything else; an empty answer gives `{ success: true }`, and
 * what is no object is wrapped as `{ value }`
 */
export function toItems(body: unknown): INodeExecutionData[] {
	return Array.isArray(body) ? body.map(toItem) : [toItem(body ?? { success: true })];
}

/**
 * Completes the item of an answer that started paid work: without the work's ID, the item says so.
 *
 * @param id the ID in the answer, or null where there is none
 */
export function startedItem(
	item: INodeExecutionData,
	{ displayName }: Pick<Provider, 'displayName'>,
	id: string | null,
): INodeExecutionData {
	if (id !== null) return item;
	const issue = `${displayName} started the work without returning its ID. Look for the work in the account before you start it again.`;
	return { ...item, json: { ...item.json, issues: [issue] } };
}

function toItem(value: unknown): INodeExecutionData {
	return { json: isJsonObject(value) ? (value as IDataObject) : { value: value as IDataObject } };
}
