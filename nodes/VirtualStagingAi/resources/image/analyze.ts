import type { Operation } from '../../../shared/glue/operations/operation';
import { itemsOf } from '../../../shared/glue/operations/output';
import { filled, optionalText } from '../../../shared/glue/operations/parameters';
import { analyzeImage } from '../../api';
import { imageSourceProperties, imageUrlOf } from '../image-source';
import { webhookUrlProperty } from '../properties';

/** Finds the furniture in a photo. */
export const analyzeImageOperation: Operation = {
	value: 'analyze',
	name: 'Analyze',
	action: 'Analyze an image',
	description:
		'Finds the furniture in a photo and returns a mask of it, whose URL serves as Mask URL when furniture is to be removed',
	endpoint: 'POST /analyze',
	properties: [...imageSourceProperties, webhookUrlProperty],
	async run(context, itemIndex) {
		return itemsOf(
			await analyzeImage(context, {
				image_url: await imageUrlOf(context, itemIndex),
				...filled({ webhook_url: optionalText(context, itemIndex, webhookUrlProperty) }),
			}),
		);
	},
};
