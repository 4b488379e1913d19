import { type IHookFunctions, NodeOperationError } from 'n8n-workflow';

import { signingSecretsOf } from '../shared/endpoints/signing-secrets';
import { requirePublicHttps, webhookUrl } from '../shared/endpoints/webhook-url';
import { vigthoriaApi } from './api';

/** Vigthoria's endpoints are set up on its dashboard. Publishing only refuses a set-up that cannot work. */
export const dashboardRegistration = {
	async checkExists(this: IHookFunctions): Promise<boolean> {
		return await Promise.resolve(false);
	},

	async create(this: IHookFunctions): Promise<boolean> {
		requirePublicHttps(this, webhookUrl(this), vigthoriaApi.displayName);
		const { webhookSecret } = await this.getCredentials(vigthoriaApi.credentialType);
		if (signingSecretsOf(webhookSecret).length > 0) return true;
		throw new NodeOperationError(this.getNode(), 'The credential has no Webhook Secret', {
			description:
				'Copy the signing secret from the webhook settings of the Vigthoria dashboard into the Vigthoria credential, then publish (activate) the workflow again.',
		});
	},

	async delete(this: IHookFunctions): Promise<boolean> {
		return await Promise.resolve(true);
	},
};
