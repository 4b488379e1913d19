import type { Resource } from '../../shared/operations/operation';
import { sendTestEventOperation } from '../../shared/operations/send-test-event';
import { verifySignatureOperation } from '../../shared/operations/verify-signature';
import { listingRvaApi } from '../api';
import { listingRvaDelivery } from '../delivery';
import { downloadAsset } from './asset/download';
import { getAssetOperation } from './asset/get';
import { generateImageOperation } from './image/generate';
import { getJobOperation } from './job/get';
import { getProductsOperation } from './product/getAll';
import { createWebhook } from './webhook/create';
import { deleteWebhook } from './webhook/delete';
import { getWebhooks } from './webhook/getAll';
import { rotateWebhookSecret } from './webhook/rotateSecret';
import { updateWebhook } from './webhook/update';

const sender = { api: listingRvaApi, delivery: listingRvaDelivery };

/** What the ListingRVA AI node can do. */
export const listingRvaResources: readonly Resource[] = [
	{ value: 'image', name: 'Image', operations: [generateImageOperation] },
	{ value: 'job', name: 'Job', operations: [getJobOperation] },
	{ value: 'asset', name: 'Asset', operations: [getAssetOperation, downloadAsset] },
	{ value: 'product', name: 'Product', operations: [getProductsOperation] },
	{
		value: 'webhook',
		name: 'Webhook',
		operations: [
			createWebhook,
			getWebhooks,
			updateWebhook,
			deleteWebhook,
			rotateWebhookSecret,
			sendTestEventOperation(sender),
			verifySignatureOperation(sender),
		],
	},
];
