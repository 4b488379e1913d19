import { toItemsOfList, manyProperties, wantedCount } from '../../../shared/operations/pagination';
import type { Operation } from '../../../shared/operations/operation';
import { listEndpoints } from '../../api';

/** Lists the workspace's endpoints. */
export const getWebhooks: Operation = {
	value: 'getAll',
	name: 'Get Many',
	action: 'Get many webhooks',
	description: 'Lists the registered webhook endpoints of the workspace, without their secrets',
	endpoint: 'GET /webhooks',
	properties: manyProperties,
	async run(context, itemIndex) {
		return toItemsOfList(await listEndpoints(context), wantedCount(context, itemIndex));
	},
};
