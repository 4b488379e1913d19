import { type INodeProperties, NodeOperationError } from 'n8n-workflow';

import { downloadFile } from '../../../shared/http/download';
import type { Operation } from '../../../shared/operations/operation';
import { toItems } from '../../../shared/operations/items';
import { requiredText } from '../../../shared/operations/parameters';
import { getAsset, listingRvaApi } from '../../api';
import { assetIdProperty } from './asset-id';
import { assetUrl } from '../../asset-url';

const OUTPUT_FIELD: INodeProperties = {
	displayName: 'Put Output File in Field',
	name: 'binaryPropertyName',
	type: 'string',
	required: true,
	default: 'data',
	placeholder: 'e.g. data',
	hint: 'The name of the output binary field to put the file in',
	description: 'The name of the binary field of the output item for the image',
};

/** Gets an asset and its file. */
export const downloadAsset: Operation = {
	value: 'download',
	name: 'Download',
	action: 'Download an asset',
	description: 'Downloads a generated image by its asset ID and returns the file together with the fields of the asset',
	endpoint: 'GET /assets/{id}, then its URL',
	properties: [assetIdProperty, OUTPUT_FIELD],
	async run(context, itemIndex) {
		const assetId = requiredText(context, itemIndex, assetIdProperty);
		const field = requiredText(context, itemIndex, OUTPUT_FIELD);
		const asset = await getAsset(context, assetId);
		const url = assetUrl(asset);
		if (url === null) {
			throw new NodeOperationError(context.getNode(), 'The asset has no link to a file', {
				description: `ListingRVA AI returned the asset "${assetId}" without a URL. The image may not be ready yet: check it with the Get operation.`,
			});
		}
		const file = await downloadFile(context, listingRvaApi, url, { fallbackName: assetId });
		const [item] = toItems(asset);
		return [{ ...item, binary: { [field]: file } }];
	},
};
