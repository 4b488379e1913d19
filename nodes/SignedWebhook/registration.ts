import { type IHookFunctions, NodeOperationError } from 'n8n-workflow';

import { warnOfLoopback, webhookUrl } from '../shared/endpoints/webhook-url';
import { apiOf, chosenSender, CREDENTIAL_TYPE } from './chosen-sender';
import { openLearning } from './learned-secrets';
import { credentialProblem } from './secret-check';
import { tellsItsSecret } from './sender';
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
		if (tellsItsSecret(sender)) openLearning(this);
		if (tellsItsSecret(sender) || sender.keySets !== undefined) return true;
		const problem = credentialProblem(await this.getCredentials(CREDENTIAL_TYPE), sender.delivery);
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
