import { type IDataObject, type IExecuteFunctions, type INodeProperties, NodeOperationError } from 'n8n-workflow';

import { isJsonObject } from '../../shared/util/json';
import { omitEmpty, parsedJson } from '../../shared/operations/parameters';
import type { StagingRequest } from '../api';

const forStaging = { displayOptions: { show: { processing: ['staging'] } } };
const forAddedFurniture = { displayOptions: { show: { processing: ['staging'], addFurniture: [true] } } };

/**
 * The parameters that say what to do with a photo. The lists are what the documentation and public clients name;
 * the provider knows more, which an expression can give.
 */
export const stagingProperties: readonly INodeProperties[] = [
	{
		displayName: 'Processing',
		name: 'processing',
		type: 'options',
		options: [
			{
				name: 'Custom',
				value: 'custom',
				description: 'Give the configuration as JSON, for whatever else Virtual Staging AI can do',
			},
			{ name: 'Day to Dusk', value: 'daytodusk', description: 'Turn a photo taken by day into one at dusk' },
			{ name: 'Staging', value: 'staging', description: 'Remove furniture from a room, furnish it, or both' },
		],
		default: 'staging',
		description: 'What to do with the photo',
	},
	{
		displayName: 'Add Furniture',
		name: 'addFurniture',
		type: 'boolean',
		...forStaging,
		default: true,
		description: 'Whether to furnish the room',
	},
	{
		displayName: 'Room Type',
		name: 'roomType',
		type: 'options',
		...forAddedFurniture,
		options: [
			{ name: 'Bathroom', value: 'bathroom' },
			{ name: 'Bedroom', value: 'bed' },
			{ name: 'Dining Room', value: 'dining' },
			{ name: 'Home Office', value: 'home_office' },
			{ name: 'Kids Room', value: 'kids_room' },
			{ name: 'Kitchen', value: 'kitchen' },
			{ name: 'Living Room', value: 'living' },
			{ name: 'Outdoor', value: 'outdoor' },
		],
		default: 'living',
		description: 'The kind of room in the photo. An expression may give any other value.',
	},
	{
		displayName: 'Style',
		name: 'style',
		type: 'options',
		...forAddedFurniture,
		options: [
			{ name: 'Coastal', value: 'coastal' },
			{ name: 'Farmhouse', value: 'farmhouse' },
			{ name: 'Industrial', value: 'industrial' },
			{ name: 'Luxury', value: 'luxury' },
			{ name: 'Midcentury', value: 'midcentury' },
			{ name: 'Modern', value: 'modern' },
			{ name: 'Scandinavian', value: 'scandinavian' },
			{ name: 'Standard', value: 'standard' },
		],
		default: 'modern',
		description: 'The style of the furniture. An expression may give any other value.',
	},
	{
		displayName: 'Remove Furniture',
		name: 'removeFurniture',
		type: 'options',
		...forStaging,
		options: [
			{ name: 'Automatically', value: 'auto', description: 'Remove furniture if the room has any' },
			{ name: 'No', value: 'off', description: 'Leave the room as it is' },
			{ name: 'Yes', value: 'on', description: 'Remove the furniture of the room' },
		],
		default: 'auto',
		description: 'Whether to remove the furniture that is in the room. Not sent with a base variation, which has none.',
	},
	{
		displayName: 'Sky Style',
		name: 'skyStyle',
		type: 'options',
		displayOptions: { show: { processing: ['daytodusk'] } },
		options: [
			{ name: 'Blue Hour', value: 'blue' },
			{ name: 'Dusk', value: 'dusk' },
			{ name: 'Golden Hour', value: 'golden' },
		],
		default: 'dusk',
		description: 'The mood of the sky. An expression may give any other value.',
	},
	{
		displayName: 'Config',
		name: 'config',
		type: 'json',
		required: true,
		displayOptions: { show: { processing: ['custom'] } },
		default: '{\n  "type": "staging",\n  "add_furniture": { "room_type": "living", "style": "modern" }\n}',
		description:
			'A configuration as the Virtual Staging AI API takes it. To create a render you can pass an array. A configuration without variation_count uses Variation Count.',
	},
	{
		displayName: 'Variation Count',
		name: 'variationCount',
		type: 'number',
		typeOptions: { minValue: 1, maxValue: 20 },
		default: 1,
		description: 'How many different results to make, from 1 to 20',
	},
];

/** What else a staging can be told, at the end of an operation's parameters. */
export const stagingFieldsProperty: INodeProperties = {
	displayName: 'Additional Fields',
	name: 'additionalFields',
	type: 'collection',
	placeholder: 'Add Field',
	...forStaging,
	default: {},
	options: [
		{
			displayName: 'Add Virtually Staged Watermark',
			name: 'addVirtuallyStagedWatermark',
			type: 'boolean',
			default: true,
			description: 'Whether to mark the result as virtually staged',
		},
		{
			displayName: 'Base Variation ID',
			name: 'baseVariationId',
			type: 'string',
			default: '',
			placeholder: 'e.g. var_123',
			description: 'An earlier variation of the type removal to furnish, instead of removing the furniture again',
		},
		{
			displayName: 'Mask URL',
			name: 'maskUrl',
			type: 'string',
			default: '',
			placeholder: 'e.g. https://example.com/mask.png',
			description: 'A picture that marks what to remove, as analyzing the image returns it',
		},
		{
			displayName: 'Output Resolution',
			name: 'outputResolution',
			type: 'options',
			options: [
				{ name: '1536 Pixels', value: 1536 },
				{ name: 'Default', value: 'default' },
			],
			default: 'default',
			description: 'The size of the result',
		},
	],
};

/**
 * Reads what to do with a photo.
 *
 * @returns the part of a request that says so, by the provider's names
 * @throws NodeOperationError where the choices contradict each other, or the custom config is none
 */
export function stagingRequest(context: IExecuteFunctions, itemIndex: number): StagingRequest {
	const processing = context.getNodeParameter('processing', itemIndex) as string;
	const variation_count = context.getNodeParameter('variationCount', itemIndex) as number;
	switch (processing) {
		case 'staging':
			return { config: stagingConfig(context, itemIndex), variation_count };
		case 'custom':
			return customRequest(context, itemIndex, variation_count);
		default: {
			const sky_style = context.getNodeParameter('skyStyle', itemIndex, '') as string;
			return { config: omitEmpty({ type: processing, sky_style }), variation_count };
		}
	}
}

function stagingConfig(context: IExecuteFunctions, itemIndex: number): IDataObject {
	const furnish = context.getNodeParameter('addFurniture', itemIndex) as boolean;
	const mode = context.getNodeParameter('removeFurniture', itemIndex) as string;
	const fields = omitEmpty(context.getNodeParameter('additionalFields', itemIndex, {}) as IDataObject);
	const { baseVariationId, maskUrl, addVirtuallyStagedWatermark, outputResolution } = fields;
	if (!furnish && (mode === 'off' || baseVariationId !== undefined)) {
		throw new NodeOperationError(context.getNode(), 'There is nothing to do with the photo', {
			description: 'Turn on Add Furniture, or let furniture be removed.',
		});
	}
	return omitEmpty({
		type: 'staging',
		add_furniture: furnish
			? omitEmpty({
					room_type: context.getNodeParameter('roomType', itemIndex),
					style: context.getNodeParameter('style', itemIndex),
					base_variation_id: baseVariationId,
				} as IDataObject)
			: undefined,
		remove_furniture: baseVariationId === undefined ? omitEmpty({ mode, mask_url: maskUrl }) : undefined,
		add_virtually_staged_watermark: addVirtuallyStagedWatermark,
		output_resolution: outputResolution,
	});
}

function customRequest(context: IExecuteFunctions, itemIndex: number, variation_count: number): StagingRequest {
	const config = parsedJson(context, context.getNodeParameter('config', itemIndex), 'Config');
	const configs = Array.isArray(config) ? config : [config];
	if (configs.length === 0 || !configs.every(isJsonObject)) {
		throw new NodeOperationError(context.getNode(), 'The parameter "Config" holds no configuration', {
			description: 'Enter a JSON object, or an array of JSON objects.',
		});
	}
	const counted = configs.map((each) => ({ variation_count, ...(each as IDataObject) }));
	if (Array.isArray(config)) return { configs: counted };
	const [{ variation_count: count, ...only }] = counted;
	return { config: only, variation_count: count };
}
