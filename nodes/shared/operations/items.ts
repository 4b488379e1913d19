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
 * Makes items of the answer to a request that started paid work, so that whatever it is, the work is not lost.
 *
 * @param answer the parsed JSON; undefined where the answer was empty
 * @param idIn finds the ID of the work in an item's `json`
 * @returns at least one item; one without an ID says so in its `issues`
 */
export function startedItems(
	answer: unknown,
	{ displayName }: Pick<Provider, 'displayName'>,
	idIn: (json: IDataObject) => string | null,
): INodeExecutionData[] {
	const issue = `${displayName} started the work without returning its ID. Look for the work in the account before you start it again.`;
	const holdsNothing = answer === null || (Array.isArray(answer) && answer.length === 0);
	return toItems(holdsNothing ? [answer] : answer).map(({ json }) =>
		idIn(json) === null ? { json: { ...json, issues: [issue] } } : { json },
	);
}

function toItem(value: unknown): INodeExecutionData {
	return { json: isJsonObject(value) ? (value as IDataObject) : { value: value as IDataObject } };
}
