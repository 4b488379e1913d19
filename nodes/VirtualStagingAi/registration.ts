import { type IHookFunctions, NodeOperationError } from 'n8n-workflow';

import { rememberRegistration } from '../shared/registration/state';
import { signingSecretsOf } from '../shared/secrets/signing-secrets';
import { warnOfLoopback, webhookUrl } from '../shared/registration/webhook-url';
import { setWebhookSecret, virtualStagingAiApi } from './api';

/**
 * Virtual Staging AI keeps no endpoints: the address goes into each request. What activation can do is to make
 * sure that the account signs with the credential's secret. Deactivation leaves the secret alone, since other
 * receivers of the account depend on it.
 */
export const webhookSecretRegistration = {
	async checkExists(this: IHookFunctions): Promise<boolean> {
		return await Promise.resolve(false);
	},

	async create(this: IHookFunctions): Promise<boolean> {
		const url = webhookUrl(this);
		warnOfLoopback(this, url);
		const chosen = await requireWebhookSecret(this);
		const secret = await setWebhookSecret(this, chosen);
		rememberRegistration(this, secret === chosen ? null : { url, secret });
		return true;
	},

	async delete(this: IHookFunctions): Promise<boolean> {
		rememberRegistration(this, null);
		return await Promise.resolve(true);
	},
};

async function requireWebhookSecret(context: IHookFunctions): Promise<string> {
	const { webhookSecret } = await context.getCredentials(virtualStagingAiApi.credentialType);
	const [secret] = signingSecretsOf(webhookSecret);
	if (secret !== undefined) return secret;
	throw new NodeOperationError(context.getNode(), 'The credential has no Webhook Secret', {
		description:
			'The Virtual Staging AI credential has no Webhook Secret, and without it no delivery can be verified. Choose a long random text, for instance from a password manager, enter it as Webhook Secret, and publish (activate) the workflow again.',
	});
}
