import type { INodeProperties } from 'n8n-workflow';

/** The parameter that names an asset. */
export const assetIdProperty: INodeProperties = {
	displayName: 'Asset ID',
	name: 'assetId',
	type: 'string',
	required: true,
	default: '',
	placeholder: 'e.g. asset_123',
	description: 'The ID of a generated image, as an image.generated event lists it in its results',
};
