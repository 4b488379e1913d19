import { manyProperties, wantedCount } from '../../../shared/operations/pagination';
import type { Operation } from '../../../shared/operations/operation';
import { toItems } from '../../../shared/operations/items';
import { requiredText } from '../../../shared/operations/parameters';
import { getRender } from '../../api';
import { renderOutput } from '../../output-schemas';
import { renderWithVariations } from '../../variations';
import { orderOptions, renderIdProperty } from '../properties';

const forVariations = { show: { includeVariations: [true] } };

/** Gets a render, and as many of its variations as are wanted. */
export const getRenderOperation: Operation = {
	value: 'get',
	name: 'Get',
	action: 'Get a render',
	description: 'Returns a render and, if wanted, its variations with their status and fresh links to the results',
	endpoint: 'GET /renders/{render_id}',
	properties: [
		renderIdProperty,
		{
			displayName: 'Include Variations',
			name: 'includeVariations',
			type: 'boolean',
			default: true,
			description: 'Whether to return the variations of the render, with links to their results',
		},
		...manyProperties.map((property) => ({
			...property,
			displayOptions: { show: { ...property.displayOptions?.show, ...forVariations.show } },
		})),
		{
			displayName: 'Order',
			name: 'order',
			type: 'options',
			displayOptions: forVariations,
			options: orderOptions,
			default: 'asc',
			description: 'In which order to return the variations',
		},
	],
	output: renderOutput,
	async run(context, itemIndex) {
		const id = requiredText(context, itemIndex, renderIdProperty);
		const include = context.getNodeParameter('includeVariations', itemIndex) as boolean;
		if (!include) return toItems(await getRender(context, id));
		const order = context.getNodeParameter('order', itemIndex) as string;
		return toItems(await renderWithVariations(context, id, wantedCount(context, itemIndex), order));
	},
};
