import type { Operation } from '../../../shared/operations/operation';
import { startedItems } from '../../../shared/operations/items';
import { omitEmpty } from '../../../shared/operations/parameters';
import { createRender, virtualStagingAiApi } from '../../api';
import { renderOutput } from '../../output-schemas';
import { renderIdIn } from '../../ids';
import { imageSourceProperties, imageUrlOf } from '../image-source';
import { deliveryProperties, deliveryUrl } from '../metadata';
import { stagingFieldsProperty, stagingProperties, stagingRequest } from '../staging';

/** Starts a render. */
export const createRenderOperation: Operation = {
	value: 'create',
	name: 'Create',
	action: 'Create a render',
	description:
		'Starts the staging of a photo of a room, or another processing of it, and returns the render at once, before its results are ready. Counts as one photo of the plan.',
	endpoint: 'POST /renders',
	properties: [...imageSourceProperties, ...deliveryProperties, ...stagingProperties, stagingFieldsProperty],
	output: renderOutput,
	startedId: renderIdIn,
	async run(context, itemIndex) {
		const request = {
			...stagingRequest(context, itemIndex),
			...omitEmpty({ webhook_url: await deliveryUrl(context, itemIndex) }),
			image_url: await imageUrlOf(context, itemIndex),
		};
		return startedItems(await createRender(context, request), virtualStagingAiApi, renderIdIn);
	},
};
