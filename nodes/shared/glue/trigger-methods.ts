import type { IExecuteFunctions, IWebhookFunctions } from 'n8n-workflow';

import { emitEvents } from './emit';
import { receiveDelivery } from './receive';
import type { TriggerDefinition } from './trigger-definition';

/**
 * Makes the two methods of a trigger: what happens before n8n answers a delivery, and what happens after.
 *
 * @param definition the provider
 */
export function triggerMethods(definition: TriggerDefinition) {
	return {
		async webhook(this: IWebhookFunctions) {
			return await receiveDelivery(this, definition);
		},
		async execute(this: IExecuteFunctions) {
			return await emitEvents(this, definition);
		},
	};
}
