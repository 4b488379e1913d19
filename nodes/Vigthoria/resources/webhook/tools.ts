import type { WebhookTools } from '../../../shared/glue/operations/signing-secret';
import { vigthoriaApi } from '../../api';
import { vigthoriaDelivery } from '../../delivery';

/** Vigthoria for the operations that all providers have in common. */
export const webhookTools: WebhookTools = {
	api: vigthoriaApi,
	delivery: vigthoriaDelivery,
	secretAdvice:
		'Copy the signing secret from the webhook settings of the Vigthoria dashboard into the Webhook Secret of the Vigthoria credential.',
};
