import type { IHookFunctions } from 'n8n-workflow';

import { warnOfLoopback, webhookUrl } from '../shared/endpoints/webhook-url';
import { warn } from '../shared/n8n/log';
import { requireAddressees } from './addressee';
import { chosenSender } from './chosen-sender';
import { requireCredentialOf } from './credential-check';
import { openLearning } from './learned-secrets';
import { publishesKeys, type Sender, tellsItsSecret } from './sender';
import { checkSignedUrl } from './signed-url';

/** @throws NodeOperationError where nothing would say for whom a delivery is signed, or where the keys are */
function checkAddressees(context: IHookFunctions, sender: Sender): true {
	const optional = requireAddressees(context, sender);
	if (optional !== null) warn(context, 'addressee', optional);
	return true;
}

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
		if (publishesKeys(sender)) return checkAddressees(this, sender);
		if (tellsItsSecret(sender)) openLearning(this);
		else await requireCredentialOf(this, sender);
		return true;
	},

	async delete(this: IHookFunctions): Promise<boolean> {
		return await Promise.resolve(true);
	},
};
