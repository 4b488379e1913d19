import type {
	ICredentialDataDecryptedObject,
	ICredentialsDecrypted,
	ICredentialTestFunctions,
	INodeCredentialTestResult,
} from 'n8n-workflow';

import { knownSenders } from './known-senders';
import { credentialProblem } from './secret-check';

/**
 * Tests the credential without any network: n8n calls it when the user saves the secret. For which sender the secret is,
 * only the field Sender can say.
 */
export async function canBeSigningSecret(
	this: ICredentialTestFunctions,
	{ data }: ICredentialsDecrypted<ICredentialDataDecryptedObject>,
): Promise<INodeCredentialTestResult> {
	const sender = knownSenders.find(({ delivery }) => delivery.provider === data?.sender);
	const problem = credentialProblem(data ?? {}, sender?.delivery);
	return await Promise.resolve(
		problem ? { status: 'Error', message: problem } : { status: 'OK', message: 'The text can be a signing secret' },
	);
}
