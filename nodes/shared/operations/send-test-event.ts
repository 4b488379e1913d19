import {
	type IDataObject,
	type IExecuteFunctions,
	type INodeExecutionData,
	type INodeProperties,
	NodeOperationError,
} from 'n8n-workflow';
import { z } from 'zod/v4';

import type { DeliveryDefinition } from '../delivery/definition';
import { signingSecret } from '../endpoints/credential-secret';
import type { EventCatalogue, EventDefinition } from '../event/catalogue';
import { eventTitle } from '../event/title';
import type { Provider } from '../http/provider';
import { messageOf } from '../n8n/errors';
import { receiverHint } from '../test-events/receiver-hint';
import { inventedSample, preferredEvent, type SampleEvent, sampleOf } from '../test-events/sample';
import { sendDelivery } from '../test-events/send';
import { type SignedDelivery, signEvent } from '../test-events/sign';
import { toItems } from './items';
import type { Operation } from './operation';
import { parsedJson, requiredText } from './parameters';

/** The parameter for the address of the receiver. */
export const URL_PROPERTY: INodeProperties = {
	displayName: 'URL',
	name: 'url',
	type: 'string',
	required: true,
	default: '',
	placeholder: 'e.g. https://n8n.example.com/webhook/…',
	description: 'Where to send the event, for example the Test URL or Production URL of a trigger node',
};

/**
 * Makes the `options` parameter with the body. An option, because n8n's JSON editor marks an empty text as invalid.
 *
 * @param preset the initial JSON, which must be valid
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

/** @returns the `event` parameter */
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

/** The time is fixed, so that every build gives the same text. */
function sampleText({ sample }: EventDefinition): string {
	return JSON.stringify(sample(new Date(0)), null, 2);
}

/**
 * Makes the operation that delivers a signed sample event, as the provider would. It uses the kernel's own signer, and
 * neither the provider's API nor its access key.
 */
export function sendTestEventOperation({ api, delivery }: { api: Provider; delivery: DeliveryDefinition }): Operation {
	const names = Object.keys(delivery.events);
	const preselected = preferredEvent(delivery.events);
	return {
		value: 'sendTestEvent',
		name: 'Send Test Event',
		action: 'Send a test event',
		description: `Sends a sample event to a URL, signed as ${api.displayName} signs it, and returns the receiver's response. Costs no credits.`,
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
 * Sends the event that the parameters `url` and `event` and the option `body` describe. Shows a hint if the response
 * needs an explanation.
 *
 * @returns the receiver's response, and the event that was sent
 * @throws NodeOperationError if the event cannot be signed or sent
 */
export async function sendTestEvent(
	context: IExecuteFunctions,
	itemIndex: number,
	{ api, delivery }: { api: Provider; delivery: DeliveryDefinition },
): Promise<INodeExecutionData[]> {
	const url = receiverUrl(context, requiredText(context, itemIndex, URL_PROPERTY));
	const event = requiredText(context, itemIndex, { name: 'event', displayName: 'Event' });
	const options = context.getNodeParameter('options', itemIndex, {}) as IDataObject;
	const given = parsedJson(context, options.body, 'Body');
	const sample =
		given === undefined
			? sampleOf(delivery.events, [event])
			: { body: given, headers: inventedSample(delivery, [event])?.headers };
	if (sample === null) {
		const known = Object.keys(delivery.events).join(', ');
		throw new NodeOperationError(context.getNode(), `There is no sample for the event "${event}"`, {
			description: `Add the option Body (JSON)${known === '' ? ' with what the sender would send' : `, or choose one of these events: ${known}`}.`,
		});
	}
	const secret = await signingSecret(context, api);
	const response = await sendDelivery(context, signedEvent(context, delivery, sample, { secret, url }));
	if ('cause' in response) {
		throw new NodeOperationError(context.getNode(), 'The receiver could not be reached', {
			description: `Network error: "${response.cause}". Check the URL. A Test URL works only while the trigger is listening for a test event.`,
		});
	}
	const hint = receiverHint(response, event);
	if (hint !== null) context.addExecutionHints({ message: hint, type: 'warning', location: 'outputPane' });
	return toItems({ statusCode: response.statusCode, body: response.body, sent: { event, body: sample.body } });
}

function signedEvent(
	context: IExecuteFunctions,
	{ signature }: DeliveryDefinition,
	event: SampleEvent,
	{ secret, url }: { secret: string; url: string },
): SignedDelivery {
	try {
		return signEvent(signature, event, secret, url);
	} catch (error) {
		throw new NodeOperationError(context.getNode(), 'The test event could not be signed', {
			description: `${messageOf(error)}. Check the Webhook Secret in the credential, and the Body.`,
		});
	}
}

function receiverUrl(context: IExecuteFunctions, text: string): string {
	const url = URL.canParse(text) ? new URL(text) : null;
	if (url?.protocol === 'https:' || url?.protocol === 'http:') return text;
	throw new NodeOperationError(context.getNode(), 'The parameter "URL" is not a web address', {
		description: 'Enter the full URL, beginning with https:// or http://.',
	});
}
