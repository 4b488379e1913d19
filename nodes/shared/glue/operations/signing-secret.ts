import { type IExecuteFunctions, NodeOperationError } from 'n8n-workflow';

import { signingSecretsOf } from '../signing-secrets';
import type { TriggerDefinition } from '../trigger-definition';

/** What the webhook operations have to know of a provider. */
export interface WebhookTools extends TriggerDefinition {
	/** What a user has to do who has no signing secret in the credential. */
	secretAdvice: string;
}

/**
 * Reads the signing secret of the node's credential.
 *
 * @param context the node's execute context
 * @param provider the provider
 * @returns the secret
 * @throws NodeOperationError that tells what to do where there is none
 */
export async function signingSecret(context: IExecuteFunctions, provider: WebhookTools): Promise<string> {
	const { webhookSecret } = await context.getCredentials(provider.api.credentialType);
	const [secret] = signingSecretsOf(webhookSecret);
	if (secret !== undefined) return secret;
	throw new NodeOperationError(context.getNode(), 'The credential has no Webhook Secret', {
		description: provider.secretAdvice,
	});
}
