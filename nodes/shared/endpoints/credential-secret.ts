import { type IExecuteFunctions, NodeOperationError } from 'n8n-workflow';

import type { Provider } from '../http/provider';
import { signingSecretsOf } from './signing-secrets';

/**
 * Reads the signing secret of the node's credential.
 *
 * @returns the secret
 * @throws NodeOperationError that tells what to do where there is none
 */
export async function signingSecret(context: IExecuteFunctions, api: Provider): Promise<string> {
	const { webhookSecret } = await context.getCredentials(api.credentialType);
	const [secret] = signingSecretsOf(webhookSecret);
	if (secret !== undefined) return secret;
	throw new NodeOperationError(context.getNode(), 'The credential has no Webhook Secret', {
		description: api.secretAdvice,
	});
}
