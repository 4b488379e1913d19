import type { Operation } from '../../../shared/operations/operation';
import { toItems } from '../../../shared/operations/items';
import { requiredText } from '../../../shared/operations/parameters';
import { getVariation } from '../../api';
import { variationOutput } from '../../output-schemas';
import { renderIdProperty, variationIdProperty } from '../properties';

/** Gets a variation. */
export const getVariationOperation: Operation = {
	value: 'get',
	name: 'Get',
	action: 'Get a variation',
	description: 'Returns one variation of a render: its status and, when it is done, fresh links to the result',
	endpoint: 'GET /renders/{render_id}/variations/{variation_id}',
	properties: [renderIdProperty, variationIdProperty],
	output: variationOutput,
	async run(context, itemIndex) {
		const renderId = requiredText(context, itemIndex, renderIdProperty);
		const variationId = requiredText(context, itemIndex, variationIdProperty);
		return toItems(await getVariation(context, renderId, variationId));
	},
};
