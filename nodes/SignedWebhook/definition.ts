import { toText } from '../shared/util/json';
import type {
	DefinitionContext,
	TriggerDefinition,
	TriggerOptions,
	VerifiedDelivery,
} from '../shared/trigger/definition';
import { apiOf, chosenSender, CREDENTIAL_TYPE } from './chosen-sender';
import { handshakeAnswers } from './handshakes';
import { identifyForRefusal } from './identify/identify-for-refusal';
import { publishedKeys } from './key-set';
import { learnedSecrets } from './learned-secrets';
import { type Sender, tellsItsSecret } from './sender';
import { signedUrlOf } from './signed-url';

/** The options of every trigger, and those of senders that publish their keys. */
export interface SignedWebhookOptions extends TriggerOptions {
	/** The URL of the published keys; the sender's own by default. */
	keySetUrl?: string;
	/** The customer whose deliveries are accepted; any by default. */
	userId?: string;
}

/**
 * Makes the definition from the node's parameters.
 *
 * @throws NodeOperationError if the settings of the sender are not valid
 */
export function signedWebhookDefinition(context: DefinitionContext): TriggerDefinition<SignedWebhookOptions> {
	return definitionOf(context, chosenSender(context));
}

/** Makes the definition of a sender, with the options of the node. */
export function definitionOf(context: DefinitionContext, sender: Sender): TriggerDefinition<SignedWebhookOptions> {
	return {
		api: apiOf(sender),
		delivery: sender.delivery,
		...handshakeAnswers({ ...sender, credentialType: CREDENTIAL_TYPE }),
		signedUrl: signedUrlOf(context),
		acknowledgement: sender.acknowledgement,
		...(tellsItsSecret(sender) && { secrets: learnedSecrets }),
		identify: (delivery, secrets) => identifyForRefusal(sender, delivery, secrets),
		...(sender.keySets && {
			secrets: (webhook) =>
				publishedKeys(webhook, keySetsOf(sender, webhook.getNodeParameter('options', {}) as SignedWebhookOptions)),
		}),
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

/** @returns where the keys are published: the address in the options, or the sender's own */
export function keySetsOf({ keySets = [] }: Sender, { keySetUrl }: SignedWebhookOptions): readonly string[] {
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
