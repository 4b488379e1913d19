import { type IExecuteFunctions, type INodeProperties, NodeOperationError } from 'n8n-workflow';
import { z } from 'zod/v4';

import { isJsonObject } from '../../shared/util/json';
import { ANY_EVENT, verifyDelivery } from '../../shared/delivery/verify';
import { toItems } from '../../shared/operations/items';
import type { Operation } from '../../shared/operations/operation';
import { parsedJson } from '../../shared/operations/parameters';
import { rawBody, rawBodyProperties, verdictOf } from '../../shared/operations/verify-signature';
import { signingSecretsOf } from '../../shared/endpoints/signing-secrets';
import { chosenSender, CREDENTIAL_TYPE } from '../chosen-sender';
import { publishedKeys } from '../key-set';
import { signedWebhookOutput } from '../output-schemas';
import type { Sender } from '../sender';

const HEADERS: INodeProperties = {
	displayName: 'Headers',
	name: 'headers',
	type: 'json',
	required: true,
	default: '={{ $json.headers }}',
	description: 'All headers of the delivery, as a JSON object. The Webhook node has them in its output.',
};

/** Names of the keys in the order in which they are tried. */
const KEY_NAMES = ['current', 'previous'];

/** Checks a delivery that some other node has received. */
export const verifySignatureOperation: Operation = {
	value: 'verifySignature',
	name: 'Verify Signature',
	action: 'Verify a signature',
	description:
		'Checks whether a delivery that another node received is really from the sender. Returns valid, the reason if it is not, and the event and which key matched if it is.',
	endpoint: 'none: nothing is sent',
	properties: [...rawBodyProperties, HEADERS],
	output: () =>
		z.object({
			valid: z.boolean(),
			reason: z.string().nullable(),
			key: z.string().optional(),
			event: signedWebhookOutput().optional(),
		}),
	async run(context, itemIndex) {
		const { delivery, keySets } = chosenSender(context, itemIndex);
		const secrets =
			keySets === undefined ? await credentialSecrets(context) : await publishedKeys(context, keySets).known();
		const verdict = verifyDelivery(
			delivery,
			{ body: await rawBody(context, itemIndex), headers: headersOf(context, itemIndex) },
			{ secrets, events: [ANY_EVENT], maxAge: 0, now: Date.now() },
		);
		if (!('event' in verdict)) return toItems(verdictOf(verdict));
		return toItems({ ...verdictOf(verdict), key: keyName(verdict.secretIndex, keySets) });
	},
};

function keyName(index: number, keySets: Sender['keySets']): string {
	return keySets === undefined ? KEY_NAMES[index] : 'published';
}

async function credentialSecrets(context: IExecuteFunctions): Promise<string[]> {
	const { webhookSecret, previousSecret } = await context.getCredentials(CREDENTIAL_TYPE);
	return [...signingSecretsOf(webhookSecret), ...signingSecretsOf(previousSecret)];
}

function headersOf(context: IExecuteFunctions, itemIndex: number): Record<string, string> {
	const value = parsedJson(context, context.getNodeParameter(HEADERS.name, itemIndex, ''), HEADERS.displayName);
	if (isJsonObject(value)) {
		return Object.fromEntries(Object.entries(value).map(([name, text]) => [name.toLowerCase(), String(text)]));
	}
	throw new NodeOperationError(context.getNode(), 'Headers is not a JSON object', {
		description: 'Enter all headers of the delivery, for example {{ $json.headers }} of a Webhook node.',
	});
}
