import type { Operation } from '../../../shared/operations/operation';
import { toItems } from '../../../shared/operations/items';
import { requiredText } from '../../../shared/operations/parameters';
import { getAsset } from '../../api';
import { assetIdProperty } from './asset-id';

/** Gets an asset as the provider describes it. */
export const getAssetOperation: Operation = {
	value: 'get',
	name: 'Get',
	action: 'Get an asset',
	description: 'Returns a generated image by its asset ID: its links and its other fields',
	endpoint: 'GET /assets/{id}',
	properties: [assetIdProperty],
	async run(context, itemIndex) {
		return toItems(await getAsset(context, requiredText(context, itemIndex, assetIdProperty)));
	},
};
