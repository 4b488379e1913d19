import { type IHookFunctions, NodeOperationError } from 'n8n-workflow';

import { rememberRegistration, registrationState } from '../shared/endpoints/state';
import { warnOfLoopback, webhookUrl } from '../shared/endpoints/webhook-url';
import { signingSecretsOf } from '../shared/endpoints/signing-secrets';
import { warn } from '../shared/n8n/log';
import { hashOf, setAccountSecret } from './account-secret';
import { virtualStagingAiApi } from './api';
import { secretFieldIn } from './secret-field';

/**
 * Virtual Staging AI keeps no endpoints: the address goes into each request. What publishing can do is to make the
 * account sign with the credential's secret. Unpublishing leaves the secret alone, since other receivers of the
 * account depend on it.
 */
export const webhookSecretRegistration = {
	/** n8n 1.x registers every trigger anew when it starts: nothing is done where nothing has changed. */
	async checkExists(this: IHookFunctions): Promise<boolean> {
		const state = registrationState(this);
		const [secret] = await webhookSecrets(this);
		return secret !== undefined && state?.url === webhookUrl(this) && state.secretHash === hashOf(secret);
	},

	async create(this: IHookFunctions): Promise<boolean> {
		const url = webhookUrl(this);
		warnOfLoopback(this, url);
		const secret = await requireWebhookSecret(this);
		const warning = await setAccountSecret(this, secret, secretFieldIn(this.getNodeParameter('options', {})));
		if (warning !== null) warn(this, 'account-secret', warning);
		rememberRegistration(this, { url, secretHash: hashOf(secret) });
		return true;
	},

	async delete(this: IHookFunctions): Promise<boolean> {
		rememberRegistration(this, null);
		return await Promise.resolve(true);
	},
};

async function webhookSecrets(context: IHookFunctions): Promise<string[]> {
	const { webhookSecret } = await context.getCredentials(virtualStagingAiApi.credentialType);
	return signingSecretsOf(webhookSecret);
}

async function requireWebhookSecret(context: IHookFunctions): Promise<string> {
	const [secret] = await webhookSecrets(context);
	if (secret !== undefined) return secret;
	throw new NodeOperationError(context.getNode(), 'The credential has no Webhook Secret', {
		description:
			'Enter a long random text, for instance from a password manager, as Webhook Secret of the Virtual Staging AI credential, then publish (activate) the workflow again.',
	});
}
