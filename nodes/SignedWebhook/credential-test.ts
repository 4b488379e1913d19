import type {
	ICredentialDataDecryptedObject,
	ICredentialsDecrypted,
	ICredentialTestFunctions,
	INodeCredentialTestResult,
} from 'n8n-workflow';

import { credentialProblem } from './secret-check';

/**
 * Tests the credential without any network: n8n calls it when the user saves the secret. It does not know for which
 * sender the secret is.
 */
export async function canBeSigningSecret(
	this: ICredentialTestFunctions,
	{ data }: ICredentialsDecrypted<ICredentialDataDecryptedObject>,
): Promise<INodeCredentialTestResult> {
	const problem = credentialProblem(data ?? {});
	return await Promise.resolve(
		problem ? { status: 'Error', message: problem } : { status: 'OK', message: 'The text can be a signing secret' },
	);
}
