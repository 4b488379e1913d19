import { type IExecuteFunctions, type INodeProperties, NodeOperationError } from 'n8n-workflow';
import { z } from 'zod/v4';

import { isJsonObject } from '../../shared/util/json';
import type { Delivery } from '../../shared/delivery/delivery';
import { ANY_EVENT } from '../../shared/delivery/verify';
import type { Operation } from '../../shared/operations/operation';
import { optionalText, parsedJson } from '../../shared/operations/parameters';
import { rawBody, rawBodyProperties } from '../../shared/operations/raw-body';
import { onMismatchProperty, unauthenticItem, verdictItem, verdictSchema } from '../../shared/operations/verdict-item';
import { type SigningSecrets, signingSecretsOf } from '../../shared/endpoints/signing-secrets';
import { verifiedDelivery, verifyWithSecrets } from '../../shared/trigger/verify-request';
import { chosenSender, CREDENTIAL_TYPE } from '../chosen-sender';
import { definitionOf, keySetsOf, type SignedWebhookOptions } from '../definition';
import { publishedKeys } from '../key-set';
import { signedWebhookOutput } from '../output-schemas';
import { publishedKeyOptions, sendersWithAddress } from '../properties';

const HEADERS: INodeProperties = {
	displayName: 'Headers',
	name: 'headers',
	type: 'json',
	required: true,
	default: '={{ $json.headers }}',
	description: 'All headers of the delivery, as a JSON object. The Webhook node has them in its output.',
};

const URL: INodeProperties = {
	displayName: 'URL',
	name: 'url',
	type: 'string',
	displayOptions: { show: { sender: [...sendersWithAddress] } },
	default:
		"={{ $json.webhookUrl }}{{ $json.query?.isNotEmpty() ? '?' + $json.query.urlEncode().replaceAll('+', '%20') : '' }}",
	description:
		'The address that the sender was given, with the query that it called. It matters only where the sender signs it, or has a value in the query.',
	hint: 'The Webhook node puts out its address, and the query decoded. Where the sender writes the query in another way, enter the address as it was called.',
};

const METHOD: INodeProperties = {
	displayName: 'Method',
	name: 'method',
	type: 'options',
	displayOptions: { show: { sender: [...sendersWithAddress] } },
	options: ['DELETE', 'GET', 'PATCH', 'POST', 'PUT'].map((value) => ({ name: value, value })),
	default: 'POST',
	description: 'The HTTP method of the delivery. It matters only where the sender signs it.',
};

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
	properties: [...rawBodyProperties, HEADERS, URL, METHOD, onMismatchProperty, publishedKeyOptions],
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
		const secrets = sender.keySets
			? publishedKeys(context, keySetsOf(sender, options))
			: await credentialSecrets(context);
		const verdict = await verifyWithSecrets(definition.delivery, await deliveryOf(context, itemIndex), secrets, {
			events: [ANY_EVENT],
			maxAge: 0,
		});
		const why = 'event' in verdict ? (definition.accepts?.(verifiedDelivery(verdict), options) ?? null) : null;
		if (why !== null) {
			const refusal = { reason: 'not-accepted', why, advice: 'Check User ID in the options.' };
			return [unauthenticItem(context, itemIndex, definition, refusal)];
		}
		const keys = sender.keySets ? [] : KEY_NAMES;
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
	const { webhookSecret, previousSecret } = await context.getCredentials(CREDENTIAL_TYPE);
	const secrets = [...signingSecretsOf(webhookSecret), ...signingSecretsOf(previousSecret)];
	return { known: async () => await Promise.resolve(secrets), refreshed: async () => await Promise.resolve(null) };
}

async function deliveryOf(context: IExecuteFunctions, itemIndex: number): Promise<Delivery> {
	return {
		headers: headersOf(context, itemIndex),
		body: await rawBody(context, itemIndex),
		url: optionalText(context, itemIndex, URL),
		method: optionalText(context, itemIndex, METHOD),
	};
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
