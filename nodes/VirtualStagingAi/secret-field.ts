import type { INodeProperties } from 'n8n-workflow';

import { toObject, toText } from '../shared/util/json';

const OPTION = 'secretField';

/** The option that names the field of the request that sets the account's secret. */
export const secretFieldOption: INodeProperties = {
	displayName: 'Secret Field Name',
	name: OPTION,
	type: 'string',
	default: '',
	placeholder: 'e.g. webhook_secret',
	description:
		'The field of the request that sets the signing secret of the account. The documentation does not name it. Leave empty to try the likely ones.',
};

/**
 * @param options a node's `options` collection
 * @returns the name that the user entered, or undefined
 */
export function secretFieldIn(options: unknown): string | undefined {
	return toText(toObject(options)[OPTION])?.trim() || undefined;
}
