import type { IExecuteFunctions, IWebhookFunctions } from 'n8n-workflow';

import { type TriggerDefinitionSource, type TriggerOptions, definitionFor } from './definition';
import { executeTrigger } from './execute';
import { receiveDelivery } from './webhook';

/**
 * Makes the two methods of a trigger: `webhook()` runs before n8n responds to a delivery, `execute()` after it.
 *
 * @param source the provider, or how it follows from the node's parameters
 */
export function triggerMethods<Options extends TriggerOptions>(source: TriggerDefinitionSource<Options>) {
	return {
		async webhook(this: IWebhookFunctions) {
			return await receiveDelivery(this, source);
		},
		async execute(this: IExecuteFunctions) {
			return await executeTrigger(this, definitionFor(source, this));
		},
	};
}
