import { z } from 'zod/v4';

import type { Operation } from '../../../shared/operations/operation';
import { toItems } from '../../../shared/operations/items';
import { requiredText } from '../../../shared/operations/parameters';
import { deleteEndpoint } from '../../api';
import { triggerEndpointNotice, webhookIdProperty } from './properties';

/** Removes an endpoint. */
export const deleteWebhook: Operation = {
	value: 'delete',
	name: 'Delete',
	action: 'Delete a webhook',
	description: 'Deletes a registered webhook endpoint. ListingRVA AI stops delivering to it.',
	endpoint: 'DELETE /webhooks/{id}',
	properties: [triggerEndpointNotice, webhookIdProperty],
	output: () => z.object({ deleted: z.literal(true) }),
	async run(context, itemIndex) {
		await deleteEndpoint(context, requiredText(context, itemIndex, webhookIdProperty), { missing: 'error' });
		return toItems({ deleted: true });
	},
};
