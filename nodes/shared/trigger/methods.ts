import type { IExecuteFunctions, IWebhookFunctions } from 'n8n-workflow';

import { executeTrigger } from './execute';
import { receiveDelivery } from './webhook';
import type { TriggerDefinition, TriggerOptions } from './definition';

/**
 * Makes the two methods of a trigger: `webhook()` runs before n8n responds to a delivery, `execute()` after it.
 *
 * @param definition the provider
 */
export function triggerMethods<Options extends TriggerOptions>(definition: TriggerDefinition<Options>) {
	return {
		async webhook(this: IWebhookFunctions) {
			return await receiveDelivery(this, definition);
		},
		async execute(this: IExecuteFunctions) {
			return await executeTrigger(this, definition);
		},
	};
}
