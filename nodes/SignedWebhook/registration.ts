import type { IHookFunctions } from 'n8n-workflow';

import { warnOfLoopback, webhookUrl } from '../shared/endpoints/webhook-url';
import { chosenSender } from './chosen-sender';
import { requireCredentialOf } from './credential-check';
import { openLearning } from './learned-secrets';
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
		await requireCredentialOf(this, sender);
		return true;
	},

	async delete(this: IHookFunctions): Promise<boolean> {
		return await Promise.resolve(true);
	},
};
