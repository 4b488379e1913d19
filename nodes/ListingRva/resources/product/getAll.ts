import { itemsOfList, manyProperties, wantedCount } from '../../../shared/glue/operations/many';
import type { Operation } from '../../../shared/glue/operations/operation';
import { getProducts } from '../../api';

/** Lists the workspace's products. */
export const getProductsOperation: Operation = {
	value: 'getAll',
	name: 'Get Many',
	action: 'Get many products',
	description: 'Lists the products of the workspace, with the product IDs that generating an image needs',
	endpoint: 'GET /products',
	properties: manyProperties,
	async run(context, itemIndex) {
		return itemsOfList(await getProducts(context), wantedCount(context, itemIndex));
	},
};
