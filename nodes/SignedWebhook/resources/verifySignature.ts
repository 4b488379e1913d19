import { type IExecuteFunctions, NodeOperationError } from 'n8n-workflow';
import { z } from 'zod/v4';

import { ANY_EVENT } from '../../shared/delivery/verify';
import type { Operation } from '../../shared/operations/operation';
import { onMismatchProperty, unauthenticItem, verdictItem, verdictSchema } from '../../shared/operations/verdict-item';
import { type SigningSecrets, secretsIn } from '../../shared/endpoints/signing-secrets';
import { verifiedDelivery, verifyWithSecrets } from '../../shared/trigger/verify-request';
import { chosenSender, CREDENTIAL_TYPE } from '../chosen-sender';
import { namesOf, requireAddressees } from '../addressee';
import { definitionOf, publishedSecrets, type SignedWebhookOptions } from '../definition';
import { publishesKeys } from '../sender';
import { signedWebhookOutput } from '../output-schemas';
import { sendersWithAddress } from '../sender-groups';
import { publishedKeyOptions } from '../sender-options';
import { deliveryProperties, readDelivery } from './delivery-properties';

/** Names of the keys in the order in which they are tried. */
const KEY_NAMES = ['current', 'previous'];

/** Checks a delivery that some other node has received. */
export const verifySignatureOperation: Operation = {
	value: 'verifySignature',
	name: 'Verify Signature',
	action: 'Verify a signature',
	description:
		'Checks whether a delivery that another node received is really from the sender, whatever its body is. Returns what proves it, which key matched and the event if it is, and fails with the reason if it is not.',
	endpoint: 'none: nothing is sent',
	properties: [...deliveryProperties(sendersWithAddress), onMismatchProperty, publishedKeyOptions],
	output: () =>
		verdictSchema(signedWebhookOutput()).extend({
			key: z.enum([...KEY_NAMES, 'published']).optional(),
			events: z.array(signedWebhookOutput()).optional(),
		}),
	async run(context, itemIndex) {
		const sender = chosenSender(context, itemIndex);
		if (sender.delivery.signature.format.kind === 'callbackUrl') throw notElsewhere(context);
		const definition = definitionOf(context, sender);
		const options = context.getNodeParameter('options', itemIndex, {}) as SignedWebhookOptions;
		const delivery = await readDelivery(context, itemIndex);
		const isPublished = publishesKeys(sender);
		if (isPublished) requireAddressees(context, sender, itemIndex);
		const secrets = isPublished
			? publishedSecrets(context, sender, delivery, options)
			: await credentialSecrets(context);
		const verdict = await verifyWithSecrets(definition.delivery, delivery, secrets, {
			events: [ANY_EVENT],
			maxAge: 0,
		});
		const why = 'event' in verdict ? (definition.accepts?.(verifiedDelivery(verdict), options) ?? null) : null;
		if (why !== null) {
			const refusal = {
				reason: 'not-accepted',
				why,
				advice: `Check ${namesOf(sender.addressees)} in the options.`,
			};
			return [unauthenticItem(context, itemIndex, definition, refusal)];
		}
		const keys = isPublished ? [] : KEY_NAMES;
		const key = 'secretIndex' in verdict ? (keys[verdict.secretIndex] ?? 'published') : undefined;
		return [verdictItem(context, itemIndex, definition, verdict, key)];
	},
};

function notElsewhere(context: IExecuteFunctions): NodeOperationError {
	return new NodeOperationError(context.getNode(), 'A callback URL is verified only where it leads', {
		description:
			'Receive the delivery with a Signed Webhook Trigger or with Wait for Webhook. The Webhook node cannot tell whom a callback URL was made for.',
	});
}

/** A credential is read for every execution, so that there is nothing to refresh. */
async function credentialSecrets(context: IExecuteFunctions): Promise<SigningSecrets> {
	const secrets = secretsIn(await context.getCredentials(CREDENTIAL_TYPE));
	return { known: async () => await Promise.resolve(secrets), refreshed: async () => await Promise.resolve(null) };
}
