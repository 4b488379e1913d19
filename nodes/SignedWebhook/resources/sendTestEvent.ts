import type { INodeProperties } from 'n8n-workflow';
import { z } from 'zod/v4';

import type { Operation } from '../../shared/operations/operation';
import { bodyOption, eventProperty, sendTestEvent, URL_PROPERTY } from '../../shared/operations/send-test-event';
import { apiOf, chosenSender, CUSTOM } from '../chosen-sender';
import { rowSenders } from '../known-senders';
import { sendersWithPublishedKeys } from '../sender-groups';
import type { Sender } from '../sender';
import { senders } from '../senders';

function eventOf({ delivery, preselected }: Sender): INodeProperties {
	const names = Object.keys(delivery.events);
	const first = names.find((name) => preselected.includes(name)) ?? names[0];
	return { ...eventProperty(delivery.events, first), displayOptions: { show: { sender: [delivery.provider] } } };
}

/** Plays any sender: delivers a signed sample event. */
export const sendTestEventOperation: Operation = {
	value: 'sendTestEvent',
	name: 'Send Test Event',
	action: 'Send a test event',
	description:
		'Sends a sample event of the sender to a URL, signed as the sender signs it with the secret of the credential, and returns the answer of the receiver',
	endpoint: 'POST to the given URL',
	properties: [
		{
			displayName:
				'Only the sender itself has its private key. Enter a private key of your own as Webhook Secret (PKCS #8 in base64, or the 32 bytes of an Ed25519 key), and publish its public key where Key Set URL of the trigger leads. Triggers for Amazon SNS and PayPal accept the certificates of these alone.',
			name: 'privateKeyNotice',
			type: 'notice',
			displayOptions: { show: { sender: [...sendersWithPublishedKeys] } },
			default: '',
		},
		URL_PROPERTY,
		...senders.map(eventOf),
		{
			displayName: 'Event',
			name: 'event',
			type: 'string',
			displayOptions: { show: { sender: [...rowSenders.map(({ delivery }) => delivery.provider), CUSTOM] } },
			required: true,
			default: 'test',
			description: 'The name of the event, for the output. What is sent is the option Body (JSON).',
		},
		bodyOption(
			'{ "type": "test" }',
			'What to send instead of the sample. Only the senders whose events can be chosen have a sample.',
		),
	],
	output: () =>
		z.object({
			statusCode: z.number(),
			body: z.unknown(),
			sent: z.object({ event: z.string(), body: z.looseObject({}) }),
		}),
	async run(context, itemIndex) {
		const sender = chosenSender(context, itemIndex);
		return await sendTestEvent(context, itemIndex, { api: apiOf(sender), delivery: sender.delivery });
	},
};
