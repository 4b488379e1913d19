import type { IWebhookFunctions } from 'n8n-workflow';

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
	const sender = chosenSender(context);
	return {
		api: apiOf(sender),
		delivery: sender.delivery,
		handshake: handshakeOf(sender),
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
