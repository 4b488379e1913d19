import type { IDataObject, INodeProperties } from 'n8n-workflow';
import { z } from 'zod/v4';

import { generationEventSchema } from '../../../shared/event/schema';
import { additionalFields, additionalFieldsProperty } from '../../../shared/operations/additional-fields';
import type { Operation } from '../../../shared/operations/operation';
import { requiredText } from '../../../shared/operations/parameters';
import { startAndPoll, waitProperties } from '../../../shared/waiting/start-and-poll';
import { generateImage } from '../../api';
import { listingRvaDelivery } from '../../delivery';
import { productProperty } from '../product/search';
import { imageJobs } from '../../jobs';

const STYLE: INodeProperties = {
	displayName: 'Style',
	name: 'style',
	type: 'string',
	required: true,
	default: '',
	placeholder: 'e.g. hero_white_bg',
	description: 'The key of the style, exactly as ListingRVA AI writes it. The cost of the image depends on it.',
};

/** Starts the generation of a product image. */
export const generateImageOperation: Operation = {
	value: 'generate',
	name: 'Generate',
	action: 'Generate an image',
	description:
		'Starts the generation of a product image. Returns a job ID at once or, with Wait for Completion, the finished image. Costs credits. The ListingRVA AI Trigger receives the finished image as well.',
	endpoint: 'POST /ai/image',
	properties: [
		productProperty,
		STYLE,
		...waitProperties,
		additionalFieldsProperty([
			{
				displayName: 'AI Model',
				name: 'aiModel',
				type: 'string',
				default: '',
				description: 'The model to generate with, as ListingRVA AI names it',
			},
			{
				displayName: 'Context',
				name: 'context',
				type: 'string',
				default: '',
				placeholder: 'e.g. on a kitchen table',
				description: 'Where the product is used, for lifestyle scenes',
			},
			{
				displayName: 'Custom Prompt',
				name: 'customPrompt',
				type: 'string',
				typeOptions: { rows: 3 },
				default: '',
				placeholder: 'e.g. soft morning light from the left',
				description: 'Further instructions for the scene',
			},
			{
				displayName: 'Output Size',
				name: 'outputSize',
				type: 'options',
				options: [
					{ name: '1000 × 1000', value: '1000x1000' },
					{ name: '1200 × 1200', value: '1200x1200', description: 'Costs 1 credit more' },
					{ name: '1500 × 1500', value: '1500x1500', description: 'Costs 2 credits more' },
					{ name: '2000 × 2000', value: '2000x2000', description: 'Costs 3 credits more' },
				],
				default: '1000x1000',
				description:
					'Width and height in pixels. An expression can set other sizes, for example 2000x1500. Larger images cost more credits.',
			},
			{
				displayName: 'Platform',
				name: 'platform',
				type: 'options',
				options: [
					{ name: 'Amazon', value: 'amazon' },
					{ name: 'Flipkart', value: 'flipkart' },
					{ name: 'General', value: 'general' },
					{ name: 'Shopify', value: 'shopify' },
				],
				default: 'general',
				description: 'The marketplace whose image rules apply. An expression can set the key of any other platform.',
			},
			{
				displayName: 'Primary Image URL',
				name: 'primaryImageUrl',
				type: 'string',
				default: '',
				placeholder: 'e.g. https://example.com/product.jpg',
				description: "The image to start from, instead of the product's first image",
			},
			{
				displayName: 'Season',
				name: 'season',
				type: 'string',
				default: '',
				placeholder: 'e.g. Christmas',
				description: 'The theme of a seasonal style',
			},
		]),
	],
	output: () =>
		z.union([z.looseObject({ jobId: z.string() }), generationEventSchema(listingRvaDelivery, z.looseObject({}))]),
	...startAndPoll(imageJobs, async (context, itemIndex) => {
		const { fields, custom } = additionalFields(context, itemIndex);
		const { outputSize, ...others } = fields;
		const body = {
			productId: requiredText(context, itemIndex, productProperty),
			style: requiredText(context, itemIndex, STYLE),
			...others,
			...(outputSize === undefined ? {} : { outputSize: sizeOf(outputSize) }),
			...custom,
		};
		return await generateImage(context, body);
	}),
};

/** Any other value, such as the object that the API takes, is sent unchanged. */
function sizeOf(size: IDataObject[string]): IDataObject[string] {
	const sides = /^(\d+)(?:\s*[x×]\s*(\d+))?$/i.exec(String(size));
	return sides === null ? size : { w: Number(sides[1]), h: Number(sides[2] ?? sides[1]) };
}
