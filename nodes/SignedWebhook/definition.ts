import { toText } from '../shared/util/json';
import type {
	DefinitionContext,
	TriggerDefinition,
	TriggerOptions,
	VerifiedDelivery,
} from '../shared/trigger/definition';
import { apiOf, chosenSender } from './chosen-sender';
import { handshakeOf } from './handshake';
import { publishedKeys } from './key-set';
import type { Sender } from './sender';

/** The options of every trigger, and those of senders that publish their keys. */
export interface SignedWebhookOptions extends TriggerOptions {
	/** Where the keys are published, if not at the sender's own address. */
	keySetUrl?: string;
	/** The sender's customer whose deliveries are accepted. */
	userId?: string;
}

/**
 * Makes the definition from the node's parameters.
 *
 * @throws NodeOperationError where the settings of the sender cannot work
 */
export function signedWebhookDefinition(context: DefinitionContext): TriggerDefinition<SignedWebhookOptions> {
	return definitionOf(context, chosenSender(context));
}

/** Makes the definition of a sender, with the options of the node. */
export function definitionOf(context: DefinitionContext, sender: Sender): TriggerDefinition<SignedWebhookOptions> {
	return {
		api: apiOf(sender),
		delivery: sender.delivery,
		handshake: handshakeOf(sender),
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

/** An expression that gives nothing refuses, rather than accepting what is signed for anybody. */
function isForCustomer(
	context: DefinitionContext,
	{ signedHeader }: VerifiedDelivery,
	{ userId }: SignedWebhookOptions,
	header = '',
): boolean {
	const entered = (context.getNode().parameters.options as SignedWebhookOptions | undefined)?.userId ?? '';
	return entered === '' || toText(userId)?.trim() === signedHeader(header);
}
