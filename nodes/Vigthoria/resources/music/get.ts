import type { INodeProperties } from 'n8n-workflow';

import type { Operation } from '../../../shared/operations/operation';
import { toItems } from '../../../shared/operations/items';
import { requiredText } from '../../../shared/operations/parameters';
import { getMusic } from '../../api';

const MUSIC_ID: INodeProperties = {
	displayName: 'Music ID',
	name: 'musicId',
	type: 'string',
	required: true,
	default: '',
	placeholder: 'e.g. music_123',
	description: 'The ID that the Generate operation returned',
};

/** Gets a piece of music. */
export const getMusicOperation: Operation = {
	value: 'get',
	name: 'Get',
	action: 'Get music',
	description: 'Returns the status of a track and, once it is finished, its result',
	endpoint: 'GET /music/{id}',
	properties: [MUSIC_ID],
	async run(context, itemIndex) {
		return toItems(await getMusic(context, requiredText(context, itemIndex, MUSIC_ID)));
	},
};
