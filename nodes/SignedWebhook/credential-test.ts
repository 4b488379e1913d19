import type {
	ICredentialDataDecryptedObject,
	ICredentialsDecrypted,
	ICredentialTestFunctions,
	INodeCredentialTestResult,
} from 'n8n-workflow';

import { signingSecretsOf } from '../shared/endpoints/signing-secrets';
import { secretProblem } from './secret-check';

/**
 * Tests the credential without any network: n8n calls it when the user saves the secret. It does not know for which
 * sender the secret is.
 */
export async function canBeSigningSecret(
	this: ICredentialTestFunctions,
	{ data }: ICredentialsDecrypted<ICredentialDataDecryptedObject>,
): Promise<INodeCredentialTestResult> {
	const [secret = ''] = signingSecretsOf(data?.webhookSecret);
	const [previous] = signingSecretsOf(data?.previousSecret);
	const problem =
		secretProblem(secret) ??
		(previous === undefined ? null : secretProblem(previous)?.replace('Webhook Secret', 'Previous Secret'));
	return await Promise.resolve(
		problem ? { status: 'Error', message: problem } : { status: 'OK', message: 'The text can be a signing secret' },
	);
}
