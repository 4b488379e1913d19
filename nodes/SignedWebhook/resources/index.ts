import type { Resource } from '../../shared/operations/operation';
import { createCallbackUrl } from './createCallbackUrl';
import { identifySenderOperation } from './identifySender';
import { resumeWaitingExecution } from './resume';
import { sendTestEventOperation } from './sendTestEvent';
import { verifySignatureOperation } from './verifySignature';
import { waitForWebhook } from './wait';

/** What the Signed Webhook node can do. */
export const signedWebhookResources: readonly Resource[] = [
	{
		value: 'webhook',
		name: 'Webhook',
		preselectedAsTool: sendTestEventOperation.value,
		operations: [
			waitForWebhook,
			createCallbackUrl,
			identifySenderOperation,
			resumeWaitingExecution,
			sendTestEventOperation,
			verifySignatureOperation,
		],
	},
];
