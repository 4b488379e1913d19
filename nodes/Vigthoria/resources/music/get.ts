import type { Operation } from '../../../shared/operations/operation';
import { toItems } from '../../../shared/operations/items';
import { requiredText } from '../../../shared/operations/parameters';
import { getMusic } from '../../api';
import { musicProperty } from './search';

/** Gets a piece of music. */
export const getMusicOperation: Operation = {
	value: 'get',
	name: 'Get',
	action: 'Get music',
	description: 'Returns the status of a track and, once it is finished, its result',
	endpoint: 'GET /music/{id}',
	properties: [musicProperty],
	async run(context, itemIndex) {
		return toItems(await getMusic(context, requiredText(context, itemIndex, musicProperty)));
	},
};
