import type { IWebhookFunctions } from 'n8n-workflow';

import { type SigningSecrets, signingSecrets } from './signing-secrets';
import { registrationState } from './state';
import { leadToSameNode } from './webhook-url';

/**
 * Finds the signing secrets of a trigger that registers its own endpoint: the one that the provider made for the
 * endpoint, for a while the one that it replaced, and those in the credential.
 *
 * @param credentialType the name of the credential type
 */
export function endpointSecrets(context: IWebhookFunctions, credentialType: string): SigningSecrets {
	const registered = registeredSecrets(context);
	const inCredential = signingSecrets(context, credentialType);
	return {
		known: async () => [...registered, ...(await inCredential.known())],
		async refreshed() {
			const secrets = await inCredential.refreshed();
			return secrets === null ? null : [...registered, ...secrets];
		},
	};
}

/** Static data may have come along from another workflow, in a copy or an import. */
function registeredSecrets(context: IWebhookFunctions): string[] {
	const state = registrationState(context);
	if (state === null || !leadToSameNode(state.url, context.getNodeWebhookUrl('default') ?? '')) return [];
	return [state.secret, state.replaced?.secret].flatMap((secret) => secret ?? []);
}
