import type { Resource } from '../../shared/operations/operation';
import { sendTestEventOperation } from '../../shared/operations/send-test-event';
import { verifySignatureOperation } from '../../shared/operations/verify-signature';
import { virtualStagingAiApi } from '../api';
import { virtualStagingAiDelivery } from '../delivery';
import { getAccountOperation } from './account/get';
import { pingOperation } from './account/ping';
import { analyzeImageOperation } from './image/analyze';
import { checkMultiViewOperation } from './image/checkMultiView';
import { createRenderOperation } from './render/create';
import { createRenderAndWait } from './render/createAndWait';
import { getRenderOperation } from './render/get';
import { getRendersOperation } from './render/getAll';
import { createVariationOperation } from './variation/create';
import { getVariationOperation } from './variation/get';
import { removeWebhookSecretOperation } from './webhookSecret/remove';
import { setWebhookSecretOperation } from './webhookSecret/set';

const sender = { api: virtualStagingAiApi, delivery: virtualStagingAiDelivery };

/** What the Virtual Staging AI node can do. */
export const virtualStagingAiResources: readonly Resource[] = [
	{
		value: 'render',
		name: 'Render',
		operations: [createRenderAndWait, createRenderOperation, getRenderOperation, getRendersOperation],
	},
	{ value: 'variation', name: 'Variation', operations: [createVariationOperation, getVariationOperation] },
	{ value: 'image', name: 'Image', operations: [analyzeImageOperation, checkMultiViewOperation] },
	{ value: 'account', name: 'Account', operations: [getAccountOperation, pingOperation] },
	{
		value: 'webhookSecret',
		name: 'Webhook Secret',
		operations: [setWebhookSecretOperation, removeWebhookSecretOperation],
	},
	{
		value: 'webhook',
		name: 'Webhook',
		operations: [sendTestEventOperation(sender), verifySignatureOperation(sender)],
	},
];
