import { parameterOf } from '../shared/n8n/parameter';
import { toObject, toText } from '../shared/util/json';
import type { DefinitionContext, TriggerDefinition, TriggerOptions } from '../shared/trigger/definition';
import { deliveryFor, refusalOf, sampleValuesOf } from './addressee';
import type { ClaimProblem } from '../shared/delivery/claim';
import type { Delivery } from '../shared/delivery/delivery';
import type { SigningSecrets } from '../shared/endpoints/signing-secrets';
import { certificateAddress, certifiedKeys } from './certificates';
import { apiOf, chosenSender, CREDENTIAL_TYPE } from './chosen-sender';
import { handshakeAnswers } from './handshakes';
import { identifyForRefusal } from './identify/identify-for-refusal';
import { publishedKeys } from './key-set';
import { learnedSecrets } from './learned-secrets';
import type { PublishedContext } from './published';
import { publishesKeys, type Sender, tellsItsSecret } from './sender';
import { signedUrlOf } from './signed-url';

/** The options of every trigger, and those of senders that publish their keys. */
export interface SignedWebhookOptions extends TriggerOptions {
	/** The URL of the published keys; the sender's own by default. */
	keySetUrl?: string;
	/** The customer whose deliveries are accepted, by the names of {@link Sender.addressees}. */
	userId?: string;
	audience?: string;
	topicArn?: string;
	webhookId?: string;
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
	// Read once: n8n looks through all parameters for each that is read.
	const options = toObject(parameterOf(context, 'options', {}));
	return {
		api: apiOf(sender),
		delivery: deliveryFor(sender, options),
		...handshakeAnswers({ ...sender, credentialType: CREDENTIAL_TYPE }),
		...(sender.signedHandshake && { signedHandshake: sender.signedHandshake }),
		signedUrl: signedUrlOf(options),
		acknowledgement: sender.acknowledgement,
		...(tellsItsSecret(sender) && { secrets: learnedSecrets }),
		identify: (delivery, secrets) => identifyForRefusal(sender, delivery, secrets),
		...(publishesKeys(sender) && {
			secrets: (webhook, received) => publishedSecrets(webhook, sender, received, options),
		}),
		...(sender.addressees && {
			accepts: (verified, options) => refusalOf(context, sender, verified, { ...options }),
			sampleValues: (options) => sampleValuesOf(sender, { ...options }),
		}),
	};
}

/**
 * @param sender one that publishes its keys
 * @param delivery nothing of it is believed; it may say which certificate of the sender's signs it
 * @returns the source of the keys, or why the delivery cannot be the sender's
 */
export function publishedSecrets(
	context: PublishedContext,
	sender: Sender,
	delivery: Delivery,
	options: SignedWebhookOptions,
): SigningSecrets | ClaimProblem {
	const { certificate } = sender;
	if (certificate === undefined) return publishedKeys(context, keySetsOf(sender, options), sender.delivery.signature);
	const address = certificateAddress(certificate, delivery, options);
	return 'problem' in address ? address : certifiedKeys(context, address);
}

/** @returns where the keys are published: the address in the options, or the sender's own */
function keySetsOf({ keySets = [] }: Sender, { keySetUrl }: SignedWebhookOptions): readonly string[] {
	const chosen = toText(keySetUrl)?.trim() ?? '';
	return chosen === '' ? keySets : [chosen];
}
