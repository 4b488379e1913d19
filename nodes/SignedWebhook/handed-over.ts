import type { IWebhookFunctions } from 'n8n-workflow';

import { algorithms } from '../shared/delivery/algorithms';
import { executionReceiver } from '../shared/tokens/callback';
import type { DeliveryDefinition } from '../shared/delivery/definition';
import { HAND_OVER_HEADER, handOverScheme } from './hand-over-scheme';
import type { GenerationEvent } from '../shared/event/event';
import { isVerifiedEvent } from '../shared/event/verified-event';
import type { TriggerDefinition } from '../shared/trigger/definition';
import type { JsonObject } from '../shared/util/json';
import { chosenSender } from './chosen-sender';
import { factsOf, publishesKeys, type Sender } from './sender';

/** @returns whether the credential of a sender holds a secret, which can sign for this n8n; public keys sign nothing */
export function hasSharedSecret(sender: Sender): boolean {
	return !publishesKeys(sender) && !algorithms[sender.delivery.signature.algorithm].hasPublicKey;
}

/** @returns whether a request to the resume URL claims to be an event that this n8n hands over */
export function isHandedOver(context: IWebhookFunctions): boolean {
	const isMarked = context.getRequestObject().headers[HAND_OVER_HEADER] !== undefined;
	return isMarked && hasSharedSecret(chosenSender(context));
}

/** @returns how a handed-over event is verified: with the credential of the node, whatever the sender's own way is */
export function handOverDefinition(
	context: IWebhookFunctions,
	{ api }: Pick<TriggerDefinition, 'api'>,
): Pick<TriggerDefinition, 'api' | 'delivery'> {
	return {
		api: { ...api, displayName: 'Resume Waiting Execution', hasSettings: false },
		delivery: handOverDelivery(context.getExecutionId()),
	};
}

/** The body is the event. Nothing of it is read until it is proven. */
function handOverDelivery(executionId: string): DeliveryDefinition {
	return {
		provider: 'handOver',
		signature: handOverScheme(executionReceiver(executionId)),
		eventField: 'event',
		events: {},
		openEvents: true,
		read: () => factsOf({}),
	};
}

/**
 * @param body a body that was proven to be handed over
 * @returns the event as the trigger passed it on, null where it is none of this sender
 */
export function handedOverEvent(body: JsonObject, { delivery }: Sender): GenerationEvent | null {
	return isVerifiedEvent(body) && body.provider === delivery.provider ? body : null;
}
