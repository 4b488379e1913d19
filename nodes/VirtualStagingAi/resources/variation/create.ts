import { NodeOperationError } from 'n8n-workflow';

import { isJsonObject } from '../../../shared/util/json';
import type { Operation } from '../../../shared/operations/operation';
import { startedItems } from '../../../shared/operations/items';
import { listIn } from '../../../shared/util/envelope';
import { omitEmpty, requiredText } from '../../../shared/operations/parameters';
import { createVariations, virtualStagingAiApi } from '../../api';
import { variationIdIn } from '../../ids';
import { variationOutput } from '../../output-schemas';
import { deliveryProperties, deliveryUrl } from '../metadata';
import { renderIdProperty } from '../properties';
import { stagingFieldsProperty, stagingProperties, stagingRequest } from '../staging';

/** Adds variations to a render. */
export const createVariationOperation: Operation = {
	value: 'create',
	name: 'Create',
	action: 'Create a variation',
	description:
		'Adds variations to an existing render, in another style for instance, and returns one item for each at once, before they are ready',
	endpoint: 'POST /renders/{render_id}/variations',
	properties: [renderIdProperty, ...deliveryProperties, ...stagingProperties, stagingFieldsProperty],
	output: variationOutput,
	startedId: variationIdIn,
	async run(context, itemIndex) {
		const renderId = requiredText(context, itemIndex, renderIdProperty);
		const { configs, ...request } = stagingRequest(context, itemIndex);
		if (configs !== undefined) {
			throw new NodeOperationError(context.getNode(), 'Variations take one configuration at a time', {
				description:
					'Virtual Staging AI documents several configurations for new renders only. Enter one JSON object as Config, and run the node once for each.',
			});
		}
		const body = await createVariations(context, renderId, {
			...request,
			...omitEmpty({ webhook_url: await deliveryUrl(context, itemIndex) }),
		});
		return startedItems(variationsIn(body) ?? body, virtualStagingAiApi, variationIdIn);
	},
};

/** The documentation shows a page, public clients get a bare array. Null where there is no variation in the answer. */
function variationsIn(body: unknown): unknown[] | null {
	const variations = isJsonObject(body) ? listIn(body.variations) : listIn(body);
	return variations?.length === 0 ? null : variations;
}
