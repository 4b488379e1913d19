import { type IExecuteFunctions, type IHookFunctions, NodeOperationError } from 'n8n-workflow';

import { apiOf, CREDENTIAL_TYPE, CUSTOM } from './chosen-sender';
import { credentialProblem } from './secret-check';
import type { Sender } from './sender';

/**
 * Checks the credential of a node, before anything relies on it.
 *
 * @throws NodeOperationError where it is meant for another sender, or its secrets cannot be those of the sender
 */
export async function requireCredentialOf(context: IExecuteFunctions | IHookFunctions, sender: Sender): Promise<void> {
	const { delivery, bySettings } = sender;
	// A credential says whose it is by the value of the parameter, not by a name.
	const known = bySettings ? { ...delivery, provider: CUSTOM } : delivery;
	const problem = credentialProblem(await context.getCredentials(CREDENTIAL_TYPE), known);
	if (problem === null) return;
	const { displayName, secretAdvice } = apiOf(sender);
	throw new NodeOperationError(context.getNode(), `The credential has no secret that ${displayName} could sign with`, {
		description: `${problem} ${secretAdvice}`,
	});
}
