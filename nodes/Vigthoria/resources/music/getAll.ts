import { toItemsOfList, manyProperties, wantedCount } from '../../../shared/operations/pagination';
import type { Operation } from '../../../shared/operations/operation';
import { getMusicLibrary } from '../../api';

/** Lists the account's music. */
export const getMusicLibraryOperation: Operation = {
	value: 'getAll',
	name: 'Get Many',
	action: 'Get many pieces of music',
	description: 'Lists the music library of the account',
	endpoint: 'GET /music/library',
	properties: manyProperties,
	async run(context, itemIndex) {
		return toItemsOfList(await getMusicLibrary(context), wantedCount(context, itemIndex));
	},
};
