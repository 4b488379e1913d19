import type { IHookFunctions, INodeProperties, IWebhookFunctions } from 'n8n-workflow';

import { toObject } from '../util/json';

/** The option of a trigger that decides what *Execute step* waits for. */
export const whenTestingOption: INodeProperties = {
	displayName: 'When Testing',
	name: 'whenTesting',
	type: 'options',
	noDataExpression: true,
	options: [
		{
			name: 'Use a Sample Event',
			value: 'sampleEvent',
			description:
				'Execute step delivers a signed sample of a chosen event to the Test URL. Nothing is sent to the provider.',
		},
		{
			name: 'Wait for a Real Event',
			value: 'realEvent',
			description: 'Execute step listens until the provider sends an event',
		},
	],
	default: 'realEvent',
	description: 'What Execute step waits for. A published workflow always receives real events.',
	hint: "A sample's IDs and links are made up",
};

/** @returns whether the editor is listening for a sample */
export function usesSample(context: IHookFunctions | IWebhookFunctions): boolean {
	return (
		context.getMode() === 'manual' && toObject(context.getNodeParameter('options', {})).whenTesting === 'sampleEvent'
	);
}
