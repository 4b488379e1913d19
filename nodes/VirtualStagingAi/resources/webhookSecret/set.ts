import type { INodeProperties } from 'n8n-workflow';
import { z } from 'zod/v4';

import type { Operation } from '../../../shared/operations/operation';
import { toItems } from '../../../shared/operations/items';
import { optionalText } from '../../../shared/operations/parameters';
import { signingSecret } from '../../../shared/endpoints/credential-secret';
import { forgetAccountSecret } from '../../account-secret';
import { setWebhookSecret, virtualStagingAiApi } from '../../api';
import { fieldNameOf, fieldNameOptions } from '../field-name';

const SECRET: INodeProperties = {
	displayName: 'Webhook Secret',
	name: 'webhookSecret',
	type: 'string',
	typeOptions: { password: true },
	default: '',
	description: 'The secret to sign with. Leave it empty to use the Webhook Secret of the credential.',
	hint: 'Triggers accept only the secret of the credential. This one is stored in the workflow as plain text; the credential is the safer place.',
};

/** Sets the account's signing secret. */
export const setWebhookSecretOperation: Operation = {
	value: 'set',
	name: 'Set',
	action: 'Set the webhook secret',
	description:
		'Sets the secret that Virtual Staging AI signs all webhooks of the whole account with. Every receiver of the account has to know it.',
	endpoint: 'POST /user/webhook-secret',
	properties: [
		{
			displayName: 'Sets the signing secret of the <b>whole account</b>. Every receiver of the account has to know it.',
			name: 'accountNotice',
			type: 'notice',
			default: '',
		},
		SECRET,
		fieldNameOptions('the secret', 'webhook_secret'),
	],
	output: () =>
		z.object({
			success: z.literal(true),
			webhookSecret: z.string().optional(),
			notice: z.string().optional(),
		}),
	async run(context, itemIndex) {
		const chosen = optionalText(context, itemIndex, SECRET) ?? (await signingSecret(context, virtualStagingAiApi));
		await forgetAccountSecret(context);
		const { answered } = await setWebhookSecret(context, chosen, { field: fieldNameOf(context, itemIndex) });
		return toItems(
			answered === null
				? { success: true }
				: {
						success: true,
						webhookSecret: answered,
						notice:
							'Virtual Staging AI answered with another secret than the one that was set. If triggers refuse its deliveries, enter this secret as Webhook Secret in the credential.',
					},
		);
	},
};
