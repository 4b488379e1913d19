import type { IExecuteFunctions, INodeProperties } from 'n8n-workflow';
import { z } from 'zod/v4';

import { generationEventSchema } from '../event/schema';
import { ANY_EVENT, type Verdict, verifyDelivery } from '../delivery/verify';
import { toText } from '../util/json';
import type { Operation } from './operation';
import { toItems } from './items';
import { binaryPropertyNameProperty, requiredText } from './parameters';
import type { Provider } from '../http/provider';
import { signingSecret } from '../endpoints/credential-secret';
import type { DeliveryDefinition } from '../delivery/definition';
import type { SignatureScheme } from '../delivery/scheme';
import { headersBesideSignature } from '../delivery/template';

const binaryName = binaryPropertyNameProperty('the raw body of the delivery');

/** Where the body of a delivery is that some other node has received. */
export const rawBodyProperties: readonly INodeProperties[] = [
	{
		displayName: 'Input Type',
		name: 'inputType',
		type: 'options',
		options: [
			{
				name: 'Binary File',
				value: 'binary',
				description: 'The raw body as a file, which is what was signed, byte for byte',
			},
			{
				name: 'Text',
				value: 'text',
				description: 'The body as text or as parsed JSON',
			},
		],
		default: 'binary',
		description: 'Where the body of the delivery is',
		hint: 'Turn on Raw Body in the Webhook node to get the body as a file',
	},
	{ ...binaryName, displayOptions: { show: { inputType: ['binary'] } } },
	{
		displayName: 'Text',
		name: 'text',
		type: 'string',
		typeOptions: { rows: 4 },
		displayOptions: { show: { inputType: ['text'] } },
		required: true,
		default: '={{ $json.body }}',
		description:
			'The body exactly as it was received. Parsed JSON is turned into compact JSON first, which matches only if the sender wrote it like that.',
	},
];

/**
 * Makes the operation that checks a delivery which some other node has received.
 *
 * @param sender the provider that the delivery claims to come from
 * @returns the operation
 */
export function verifySignatureOperation({
	api,
	delivery,
}: {
	api: Provider;
	delivery: DeliveryDefinition;
}): Operation {
	const headers = headerFields(delivery.signature);
	return {
		value: 'verifySignature',
		name: 'Verify Signature',
		action: 'Verify a signature',
		description: `Checks whether a delivery that another node received is really from ${api.displayName}, with the Webhook Secret of the credential. Returns valid, the reason if it is not, and the event if it is.`,
		endpoint: 'none: nothing is sent',
		properties: [...rawBodyProperties, ...headers.map(({ property }) => property)],
		output: () =>
			z.object({
				valid: z.boolean(),
				reason: z.string().nullable(),
				event: generationEventSchema(delivery).optional(),
			}),
		async run(context, itemIndex) {
			const body = await rawBody(context, itemIndex);
			const values = headers.map(({ header, property }) => [
				header,
				toText(context.getNodeParameter(property.name, itemIndex, ''))?.trim(),
			]);
			const verdict = verifyDelivery(
				delivery,
				{ body, headers: Object.fromEntries(values) as Record<string, string | undefined> },
				{
					secrets: [await signingSecret(context, api)],
					events: [ANY_EVENT],
					maxAge: 0,
					now: Date.now(),
				},
			);
			return toItems(verdictOf(verdict));
		},
	};
}

/** One field for each header that the scheme needs; of a header with several names, the usual one. */
function headerFields(scheme: SignatureScheme): Array<{ header: string; property: INodeProperties }> {
	const fields = [{ name: 'signature', displayName: 'Signature', names: scheme.places }];
	for (const names of headersBesideSignature(scheme)) {
		const words = names[0].split('-').map((word) => word[0].toUpperCase() + word.slice(1));
		const name = words.join('');
		fields.push({ name: name[0].toLowerCase() + name.slice(1), displayName: words.join(' '), names });
	}
	return fields.map(({ name, displayName, names }) => ({
		header: names[0],
		property: {
			displayName,
			name,
			type: 'string',
			required: true,
			default: `={{ ${names.map((header) => `$json.headers["${header}"]`).join(' ?? ')} }}`,
			description: `The value of the ${names.join(' or ')} header of the delivery`,
		},
	}));
}

/**
 * @param verdict the kernel's verdict
 * @returns the verdict as an item says it
 */
export function verdictOf(verdict: Verdict) {
	return 'event' in verdict
		? { valid: true, reason: null, event: verdict.event }
		: { valid: false, reason: verdict.reason };
}

/**
 * Reads the body of a delivery as {@link rawBodyProperties} describe it.
 *
 * @returns the bytes that were signed, if the item has them
 */
export async function rawBody(context: IExecuteFunctions, itemIndex: number): Promise<Buffer> {
	if (context.getNodeParameter('inputType', itemIndex) === 'binary') {
		const name = requiredText(context, itemIndex, binaryName);
		context.helpers.assertBinaryData(itemIndex, name);
		return await context.helpers.getBinaryDataBuffer(itemIndex, name);
	}
	const text = context.getNodeParameter('text', itemIndex, '') as unknown;
	return Buffer.from(typeof text === 'string' ? text : JSON.stringify(text ?? ''));
}
