import type { IExecuteFunctions, IHookFunctions, IWebhookFunctions } from 'n8n-workflow';

import { checkAllowedIps } from './allowed-senders';
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

type RegistrationHook = (this: IHookFunctions) => Promise<boolean>;

/**
 * Adds to a trigger's registration what every trigger checks when its workflow is published, or listens for a test
 * event.
 *
 * @param registration n8n's hooks for the registration at the provider
 */
export function checkedRegistration(registration: Record<'checkExists' | 'create' | 'delete', RegistrationHook>) {
	return {
		...registration,
		async checkExists(this: IHookFunctions) {
			checkAllowedIps(this);
			return await registration.checkExists.call(this);
		},
	};
}
