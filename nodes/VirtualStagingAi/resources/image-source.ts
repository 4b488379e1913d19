import { type IExecuteFunctions, type INodeProperties, NodeOperationError } from 'n8n-workflow';

import { binaryPropertyNameProperty, requiredText } from '../../shared/operations/parameters';

/**
 * Bytes. The provider documents no limit. The larger of its two documented servers is a Google Cloud Function, and
 * those take requests of up to 32 MB (Cloud Run functions documentation, "Quotas"); base64 adds a third.
 */
const MAX_IMAGE_BYTES = 20 * 1024 * 1024;

/** What the provider's pattern for `image_url` allows in a data URL. Source: documentation, "Endpoints". */
const imageType = /^image\/[a-zA-Z+]+$/;

const IMAGE_URL: INodeProperties = {
	displayName: 'Image URL',
	name: 'imageUrl',
	type: 'string',
	required: true,
	displayOptions: { show: { imageSource: ['url'] } },
	default: '',
	placeholder: 'e.g. https://example.com/room.jpg',
	description: 'The address of the photo. Virtual Staging AI must be able to reach it without a login.',
};

const BINARY_FIELD = binaryPropertyNameProperty('the photo');

/** The parameters that say which photo to use. */
export const imageSourceProperties: readonly INodeProperties[] = [
	{
		displayName: 'Image Source',
		name: 'imageSource',
		type: 'options',
		options: [
			{ name: 'Binary File', value: 'binary', description: 'Send a file of the input item' },
			{ name: 'URL', value: 'url', description: 'Let Virtual Staging AI fetch the photo' },
		],
		default: 'url',
		description: 'Where the photo comes from',
	},
	IMAGE_URL,
	{ ...BINARY_FIELD, displayOptions: { show: { imageSource: ['binary'] } } },
];

/**
 * Reads the photo.
 *
 * @returns its address, or the file as a data URL
 * @throws NodeOperationError where there is no such file, it is no picture, or it is too large
 */
export async function imageUrlOf(context: IExecuteFunctions, itemIndex: number): Promise<string> {
	if (context.getNodeParameter('imageSource', itemIndex) !== 'binary') {
		return requiredText(context, itemIndex, IMAGE_URL);
	}
	const field = requiredText(context, itemIndex, BINARY_FIELD);
	const { mimeType } = context.helpers.assertBinaryData(itemIndex, field);
	if (!imageType.test(mimeType)) {
		throw new NodeOperationError(context.getNode(), `The file in "${field}" is not a picture`, {
			description: `Its type is ${mimeType}. Virtual Staging AI takes pictures such as image/jpeg and image/png.`,
		});
	}
	const bytes = await context.helpers.getBinaryDataBuffer(itemIndex, field);
	if (bytes.length > MAX_IMAGE_BYTES) {
		const megabytes = (size: number) => (size / 1024 / 1024).toFixed(1);
		throw new NodeOperationError(context.getNode(), `The file in "${field}" is too large to be sent`, {
			description: `The file is ${megabytes(bytes.length)} MB; the limit is ${megabytes(MAX_IMAGE_BYTES)} MB. Use a smaller file, or upload it and set Image Source to URL.`,
		});
	}
	return `data:${mimeType};base64,${bytes.toString('base64')}`;
}
