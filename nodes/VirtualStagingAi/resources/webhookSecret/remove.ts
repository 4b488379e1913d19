import { z } from 'zod/v4';

import type { Operation } from '../../../shared/operations/operation';
import { toItems } from '../../../shared/operations/items';
import { forgetAccountSecret } from '../../account-secret';
import { removeWebhookSecret } from '../../api';

/** Removes the account's signing secret. */
export const removeWebhookSecretOperation: Operation = {
	value: 'remove',
	name: 'Remove',
	action: 'Remove the webhook secret',
	description:
		'Removes the signing secret of the whole account. Its webhooks are unsigned from then on, so triggers refuse them.',
	endpoint: 'DELETE /user/webhook-secret',
	properties: [
		{
			displayName:
				'Removes the signing secret of the <b>whole account</b>. All triggers refuse its events until a workflow is published again.',
			name: 'accountNotice',
			type: 'notice',
			default: '',
		},
	],
	output: () => z.object({ success: z.literal(true) }),
	async run(context) {
		await forgetAccountSecret(context);
		await removeWebhookSecret(context);
		return toItems({ success: true });
	},
};
