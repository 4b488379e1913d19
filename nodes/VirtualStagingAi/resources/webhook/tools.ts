import type { WebhookTools } from '../../../shared/glue/operations/signing-secret';
import { virtualStagingAiApi } from '../../api';
import { virtualStagingAiDelivery } from '../../delivery';

/** Virtual Staging AI for the operations that all providers have in common. */
export const webhookTools: WebhookTools = {
	api: virtualStagingAiApi,
	delivery: virtualStagingAiDelivery,
	secretAdvice:
		'Choose a long random text and enter it as Webhook Secret in the Virtual Staging AI credential. Setting the webhook secret, or publishing (activating) a workflow with a Virtual Staging AI Trigger, makes the account sign with it.',
};
