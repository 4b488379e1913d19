import type { IWebhookFunctions } from 'n8n-workflow';

import { toText } from '../shared/util/json';
import type {
	DefinitionContext,
	TriggerDefinition,
	TriggerOptions,
	VerifiedDelivery,
} from '../shared/trigger/definition';
import { apiOf, chosenSender, CREDENTIAL_TYPE } from './chosen-sender';
import { handshakeAnswers } from './handshakes';
import { publishedKeys } from './key-set';
import type { Sender } from './sender';
import { signedUrlOf } from './signed-url';

/** The options of every trigger, and those of senders that publish their keys. */
interface SignedWebhookOptions extends TriggerOptions {
	/** The URL of the published keys; the sender's own by default. */
	keySetUrl?: string;
	/** The customer whose deliveries are accepted; any by default. */
	userId?: string;
}

/**
 * Makes the definition from the node's parameters.
 *
 * @throws NodeOperationError if the settings of a custom sender are not valid
 */
export function signedWebhookDefinition(context: DefinitionContext): TriggerDefinition<SignedWebhookOptions> {
	const sender = chosenSender(context);
	return {
		api: apiOf(sender),
		delivery: sender.delivery,
		...handshakeAnswers({ ...sender, credentialType: CREDENTIAL_TYPE }),
		signedUrl: signedUrlOf(context),
		...(sender.keySets && { secrets: (webhook) => publishedKeys(webhook, keySetsOf(webhook, sender)) }),
		...(sender.customerHeader && {
			accepts: (delivery, options) =>
				isForCustomer(context, delivery, options, sender.customerHeader) ? null : 'it is signed for another user',
			sampleHeaders: ({ userId }) => {
				const customer = toText(userId)?.trim() ?? '';
				return sender.customerHeader === undefined || customer === '' ? {} : { [sender.customerHeader]: customer };
			},
		}),
	};
}

function keySetsOf(context: IWebhookFunctions, { keySets = [] }: Sender): readonly string[] {
	const { keySetUrl } = context.getNodeParameter('options', {}) as SignedWebhookOptions;
	const chosen = toText(keySetUrl)?.trim() ?? '';
	return chosen === '' ? keySets : [chosen];
}

/** If an expression returns nothing, all deliveries are refused, rather than those of any customer accepted. */
function isForCustomer(
	context: DefinitionContext,
	{ signedHeader }: VerifiedDelivery,
	{ userId }: SignedWebhookOptions,
	header = '',
): boolean {
	const entered = (context.getNode().parameters.options as SignedWebhookOptions | undefined)?.userId ?? '';
	return entered === '' || toText(userId)?.trim() === signedHeader(header);
}
