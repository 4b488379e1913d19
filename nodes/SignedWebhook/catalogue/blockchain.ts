import { A_DAY, timeIn } from '../schemes';
import type { SenderRow } from './row';

/** Blockchains. */
export const blockchain: readonly SenderRow[] = [
	{
		value: 'alchemy',
		name: 'Alchemy',
		signature: { places: ['x-alchemy-signature'] },
		urlPlace: 'Create a webhook with the URL in the dashboard of Alchemy, under Notify.',
		secretPlace: 'The signing key is on the page of the webhook: each webhook has one.',
		retries: 'Alchemy repeats a delivery for up to 10 minutes or an hour, by plan.',
		confidence: 'implementations',
		source: 'https://github.com/hookdeck/webhook-skills',
	},
	{
		value: 'quickNodeStreams',
		name: 'QuickNode Streams',
		signature: {
			places: ['x-qn-signature'],
			content: '{header:x-qn-nonce}{timestamp}{body}',
			timestamp: timeIn('x-qn-timestamp', A_DAY),
		},
		idField: 'header:x-qn-nonce',
		secretPlace: 'The Webhook Secret is the security token of the stream.',
		source: 'https://www.quicknode.com/guides/quicknode-products/streams/validating-incoming-streams-webhook-messages',
	},
	{
		value: 'tenderly',
		name: 'Tenderly',
		signature: {
			places: ['x-tenderly-signature'],
			content: '{body}{timestamp}',
			timestamp: { from: ['date'], unit: 'auto' },
		},
		eventField: 'event_type',
		secretPlace: 'The signing key is in the settings of the alert destination.',
		confidence: 'implementations',
		source: 'https://docs.tenderly.co',
	},
];
