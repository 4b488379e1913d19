import type { Operation } from '../../../shared/operations/operation';
import { startedItems } from '../../../shared/operations/items';
import { omitEmpty } from '../../../shared/operations/parameters';
import { analyzeImage, virtualStagingAiApi } from '../../api';
import { analysisIdIn } from '../../ids';
import { imageSourceProperties, imageUrlOf } from '../image-source';
import { deliveryProperties, deliveryUrl } from '../metadata';

/** Finds the furniture in a photo. */
export const analyzeImageOperation: Operation = {
	value: 'analyze',
	name: 'Analyze',
	action: 'Analyze an image',
	description:
		'Finds the furniture in a photo and returns a mask of it, whose URL serves as Mask URL when furniture is to be removed',
	endpoint: 'POST /analyze',
	properties: [...imageSourceProperties, ...deliveryProperties],
	startedId: analysisIdIn,
	async run(context, itemIndex) {
		const answer = await analyzeImage(context, {
			image_url: await imageUrlOf(context, itemIndex),
			...omitEmpty({ webhook_url: await deliveryUrl(context, itemIndex) }),
		});
		return startedItems(answer, virtualStagingAiApi, analysisIdIn);
	},
};
