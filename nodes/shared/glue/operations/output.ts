import type { IDataObject, INodeExecutionData } from 'n8n-workflow';

import { isJsonObject } from '../../delivery/json';

/**
 * Makes items of a provider's answer, whose shape is often not documented, without changing it.
 *
 * @param body the parsed JSON; undefined where the answer was empty
 * @returns an item for each entry of a list, one for anything else; an empty answer gives `{ success: true }`, and
 * what is no object is wrapped as `{ value }`
 */
export function itemsOf(body: unknown): INodeExecutionData[] {
	return Array.isArray(body) ? body.map(itemOf) : [itemOf(body ?? { success: true })];
}

function itemOf(value: unknown): INodeExecutionData {
	return { json: isJsonObject(value) ? (value as IDataObject) : { value: value as IDataObject } };
}

/**
 * Finds the list in an answer: some providers do not document whether it is bare or inside an object.
 *
 * @param body the parsed JSON
 * @returns the array itself, the first array inside an object, or null where there is none
 */
export function listIn(body: unknown): unknown[] | null {
	if (Array.isArray(body)) return body;
	return isJsonObject(body) ? (Object.values(body).find(Array.isArray) ?? null) : null;
}
