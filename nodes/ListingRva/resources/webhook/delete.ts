import { z } from 'zod/v4';

import type { Operation } from '../../../shared/operations/operation';
import { toItems } from '../../../shared/operations/items';
import { requiredText } from '../../../shared/operations/parameters';
import { deleteNamedEndpoint } from '../../api';
import { webhookIdProperty } from './properties';

/** Removes an endpoint. */
export const deleteWebhook: Operation = {
	value: 'delete',
	name: 'Delete',
	action: 'Delete a webhook',
	description: 'Removes a registered webhook endpoint, so that ListingRVA AI delivers nothing to it any more',
	endpoint: 'DELETE /webhooks/{id}',
	properties: [webhookIdProperty],
	output: () => z.object({ deleted: z.literal(true) }),
	async run(context, itemIndex) {
		await deleteNamedEndpoint(context, requiredText(context, itemIndex, webhookIdProperty));
		return toItems({ deleted: true });
	},
};
