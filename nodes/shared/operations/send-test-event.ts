import { randomUUID } from 'node:crypto';

import {
	type IDataObject,
	type IExecuteFunctions,
	type IN8nHttpFullResponse,
	type INodeExecutionData,
	type INodeProperties,
	NodeOperationError,
} from 'n8n-workflow';
import { z } from 'zod/v4';

import { signDelivery } from '../delivery/sign';
import { rawRequest } from '../http/raw-request';
import type { Operation } from './operation';
import { toItems } from './items';
import { parsedJson, requiredText } from './parameters';
import type { Provider } from '../http/provider';
import { eventTitle } from '../event/title';
import { receiverHint } from '../test-events/receiver-hint';
import { signingSecret } from '../endpoints/credential-secret';
import type { DeliveryDefinition } from '../delivery/definition';
import type { EventCatalogue, EventDefinition } from '../event/catalogue';

/** As long as the most patient provider that documents its patience waits, and then some. */
const TIMEOUT = 30_000;

/** Where a test event goes. */
export const URL_PROPERTY: INodeProperties = {
	displayName: 'URL',
	name: 'url',
	type: 'string',
	required: true,
	default: '',
	placeholder: 'e.g. https://n8n.example.com/webhook/…',
	description: 'Where to send the event: the Test URL or Production URL of a trigger node, for instance',
};

/**
 * The body is an option, since n8n's JSON editor marks an empty text as invalid.
 *
 * @param preset the JSON to begin with, which must be valid
 * @param description what happens without the option
 * @returns the `options` parameter with the body to send
 */
export function bodyOption(preset: string, description = 'What to send instead of the sample'): INodeProperties {
	return {
		displayName: 'Options',
		name: 'options',
		type: 'collection',
		placeholder: 'Add option',
		default: {},
		options: [{ displayName: 'Body (JSON)', name: 'body', type: 'json', default: preset, description }],
	};
}

/**
 * @param events the events of which there are samples
 * @param preselected the name of the first choice
 * @returns the parameter `event`
 */
export function eventProperty(events: EventCatalogue, preselected: string): INodeProperties {
	return {
		displayName: 'Event',
		name: 'event',
		type: 'options',
		options: Object.entries(events).map(([value, { title, description }]) => ({
			name: eventTitle(value, title),
			value,
			description: `${value}: ${description}`,
		})),
		default: preselected,
		description: 'The event to send',
	};
}

/** The same in every build: the time is that of the epoch. */
function sampleText({ sample }: EventDefinition): string {
	return JSON.stringify(sample(new Date(0)), null, 2);
}

/**
 * Makes the operation that plays the provider: it delivers a signed sample event. It uses the kernel's own signer,
 * and neither the provider's API nor its access key.
 *
 * @returns the operation
 */
export function sendTestEventOperation({ api, delivery }: { api: Provider; delivery: DeliveryDefinition }): Operation {
	const names = Object.keys(delivery.events);
	const preselected = names.find((name) => delivery.events[name].status === 'completed') ?? names[0];
	return {
		value: 'sendTestEvent',
		name: 'Send Test Event',
		action: 'Send a test event',
		description: `Sends a sample event to a URL, signed as ${api.displayName} signs it, and returns the answer of the receiver. Costs no credits.`,
		endpoint: 'POST to the given URL',
		properties: [
			URL_PROPERTY,
			eventProperty(delivery.events, preselected),
			bodyOption(sampleText(delivery.events[preselected])),
		],
		output: () =>
			z.object({
				statusCode: z.number(),
				body: z.unknown(),
				sent: z.object({ event: z.string().meta({ examples: names }), body: z.looseObject({}) }),
			}),
		async run(context, itemIndex) {
			return await sendTestEvent(context, itemIndex, { api, delivery });
		},
	};
}

/**
 * Sends the event that the parameters `url` and `event` and the option `body` describe, and hints at what the answer means.
 *
 * @returns what the receiver answered, and what was sent
 * @throws NodeOperationError where the event cannot be signed or sent
 */
export async function sendTestEvent(
	context: IExecuteFunctions,
	itemIndex: number,
	{ api, delivery }: { api: Provider; delivery: DeliveryDefinition },
): Promise<INodeExecutionData[]> {
	const url = receiverUrl(context, requiredText(context, itemIndex, URL_PROPERTY));
	const event = requiredText(context, itemIndex, { name: 'event', displayName: 'Event' });
	const { body: given } = context.getNodeParameter('options', itemIndex, {}) as IDataObject;
	const override = parsedJson(context, given, 'Body');
	const body = override ?? sampleOf(delivery, context, event);

	// The bytes that are signed are the bytes that are sent.
	const bytes = Buffer.from(JSON.stringify(body));
	const headers = signed(context, delivery, bytes, await signingSecret(context, api));
	const response = await deliver(context, url, bytes, headers);
	const hint = receiverHint(response, event);
	if (hint !== null) context.addExecutionHints({ message: hint, type: 'warning', location: 'outputPane' });
	return toItems({
		statusCode: response.statusCode,
		body: response.body,
		sent: { event, body },
	});
}

function sampleOf(delivery: DeliveryDefinition, context: IExecuteFunctions, event: string): unknown {
	if (Object.hasOwn(delivery.events, event)) return delivery.events[event].sample(new Date());
	throw new NodeOperationError(context.getNode(), `There is no sample of an event "${event}"`, {
		description: `Add the option Body (JSON), or choose one of these events: ${Object.keys(delivery.events).join(', ')}.`,
	});
}

function signed(
	context: IExecuteFunctions,
	{ signature }: DeliveryDefinition,
	body: Uint8Array,
	secret: string,
): Record<string, string> {
	try {
		return signDelivery(signature, { body, secret, id: `msg_${randomUUID()}`, now: Date.now() });
	} catch (error) {
		throw new NodeOperationError(context.getNode(), 'The test event could not be signed', {
			description: `${(error as Error).message}. Check the Webhook Secret in the credential, and the Body.`,
		});
	}
}

function receiverUrl(context: IExecuteFunctions, text: string): string {
	const url = URL.canParse(text) ? new URL(text) : null;
	if (url?.protocol === 'https:' || url?.protocol === 'http:') return text;
	throw new NodeOperationError(context.getNode(), 'The parameter "URL" is not a web address', {
		description: 'Enter the whole address, beginning with https:// or http://.',
	});
}

async function deliver(
	context: IExecuteFunctions,
	url: string,
	body: Buffer,
	signature: Record<string, string>,
): Promise<IN8nHttpFullResponse> {
	const answer = await rawRequest(context, {
		method: 'POST',
		url,
		headers: { 'content-type': 'application/json', ...signature },
		body,
		timeout: TIMEOUT,
	});
	if (!('cause' in answer)) return answer;
	throw new NodeOperationError(context.getNode(), 'The receiver could not be reached', {
		description: `The network said: "${answer.cause}". Check the URL, and that something listens there: a Test URL works only while the trigger waits for a test event.`,
	});
}
