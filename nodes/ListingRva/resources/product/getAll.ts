import { toItemsOfList, manyProperties, wantedCount } from '../../../shared/operations/pagination';
import type { Operation } from '../../../shared/operations/operation';
import { getProducts } from '../../api';

/** Lists the workspace's products. */
export const getProductsOperation: Operation = {
	value: 'getAll',
	name: 'Get Many',
	action: 'Get many products',
	description: 'Lists the products of the workspace, with the IDs that the Generate operation needs',
	endpoint: 'GET /products',
	properties: manyProperties,
	async run(context, itemIndex) {
		return toItemsOfList(await getProducts(context), wantedCount(context, itemIndex));
	},
};
