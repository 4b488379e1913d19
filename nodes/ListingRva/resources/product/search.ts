import type { ILoadOptionsFunctions, INodeListSearchResult } from 'n8n-workflow';

import { isJsonObject, toArray, toText } from '../../../shared/util/json';
import { listIn } from '../../../shared/util/envelope';
import { locatorProperty, searchResult } from '../../../shared/operations/locator';
import { getProducts } from '../../api';

/** The parameter that names a product. */
export const productProperty = locatorProperty({
	displayName: 'Product',
	name: 'productId',
	description: 'The product in ListingRVA AI',
	exampleId: 'prod_123',
	searchListMethod: 'searchProducts',
});

/** Lists the workspace's products for the editor. The response is not documented, so the usual field names are tried. */
export async function searchProducts(this: ILoadOptionsFunctions, filter?: string): Promise<INodeListSearchResult> {
	const products = toArray(listIn(await getProducts(this))).filter(isJsonObject);
	const entries = products.flatMap(({ id, _id, productId, name, title }) => {
		const value = toText(id) ?? toText(productId) ?? toText(_id);
		return value === null ? [] : [{ name: toText(name) ?? toText(title) ?? value, value, description: value }];
	});
	return searchResult(entries, filter);
}
