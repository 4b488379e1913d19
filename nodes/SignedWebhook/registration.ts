import { type IHookFunctions, NodeOperationError } from 'n8n-workflow';

import { warnOfLoopback, webhookUrl } from '../shared/endpoints/webhook-url';
import { signingSecretsOf } from '../shared/endpoints/signing-secrets';
import { apiOf, chosenSender, CREDENTIAL_TYPE } from './chosen-sender';
import { secretProblem } from './secret-check';
import { checkSignedUrl } from './signed-url';

/**
 * The user registers the URL at the sender. What activation can do is to refuse a set-up that cannot work.
 */
export const manualRegistration = {
	async checkExists(this: IHookFunctions): Promise<boolean> {
		return await Promise.resolve(false);
	},

	async create(this: IHookFunctions): Promise<boolean> {
		warnOfLoopback(this, webhookUrl(this));
		checkSignedUrl(this);
		const sender = chosenSender(this);
		if (sender.keySets !== undefined) return true;
		const { webhookSecret } = await this.getCredentials(CREDENTIAL_TYPE);
		const [secret = ''] = signingSecretsOf(webhookSecret);
		const problem = secretProblem(secret, sender.delivery);
		if (problem === null) return true;
		const { displayName, secretAdvice } = apiOf(sender);
		throw new NodeOperationError(this.getNode(), `The credential has no secret that ${displayName} could sign with`, {
			description: `${problem} ${secretAdvice}`,
		});
	},

	async delete(this: IHookFunctions): Promise<boolean> {
		return await Promise.resolve(true);
	},
};
