import type { IDataObject } from 'n8n-workflow';

import { followCursor, toItemsOfList, manyProperties, wantedCount } from '../../../shared/operations/pagination';
import { pageIn } from '../../../shared/util/envelope';
import type { Operation } from '../../../shared/operations/operation';
import { listRenders } from '../../api';
import { renderOutput } from '../../output-schemas';
import { orderOptions } from '../properties';

/** Source: Virtual Staging AI documentation, "v2 API, Endpoints". */
const MAX_PAGE_SIZE = 100;

/** Lists the account's renders. */
export const getRendersOperation: Operation = {
	value: 'getAll',
	name: 'Get Many',
	action: 'Get many renders',
	description: 'Lists the renders of the account, without their variations',
	endpoint: 'GET /renders',
	properties: [
		...manyProperties,
		{
			displayName: 'Order',
			name: 'order',
			type: 'options',
			options: orderOptions,
			default: 'desc',
			description: 'In which order to return the renders',
		},
	],
	output: renderOutput,
	async run(context, itemIndex) {
		const wanted = wantedCount(context, itemIndex);
		const get = async (count: number, cursor?: string) =>
			await listRenders(context, {
				limit: Math.min(count, MAX_PAGE_SIZE),
				order: context.getNodeParameter('order', itemIndex),
				...(cursor === undefined ? {} : { cursor }),
			} as IDataObject);

		const body = await get(wanted);
		const first = pageIn(body);
		if (first === null) return toItemsOfList(body, wanted);
		const renders = await followCursor(first, wanted, async (cursor, missing) => pageIn(await get(missing, cursor)));
		return toItemsOfList(renders, wanted);
	},
};
