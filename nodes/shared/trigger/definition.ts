import type { IExecuteFunctions, IWebhookFunctions } from 'n8n-workflow';

import type { DeliveryDefinition } from '../delivery/definition';
import type { GenerationEvent } from '../delivery/event';
import type { ProviderApi } from '../http/provider';

/** All that the shared trigger code has to know of a provider. */
export interface TriggerDefinition<Options extends TriggerOptions = TriggerOptions> {
	api: ProviderApi;
	delivery: DeliveryDefinition;
	/**
	 * Decides which event a delivery stands for, where that is not simply its own. Runs before n8n answers.
	 *
	 * @returns the event, or null where the delivery shall be acknowledged without starting the workflow
	 * @throws NodeApiError where the provider has to be asked and does not answer; it then delivers again
	 */
	aggregate?(
		context: IWebhookFunctions,
		event: GenerationEvent,
		options: Options,
	): Promise<GenerationEvent | null>;
	/** Completes an event inside the execution, after n8n has answered. */
	hydrate?(
		context: IExecuteFunctions,
		event: GenerationEvent,
		options: Options,
	): Promise<GenerationEvent>;
}

/** The trigger's `options` collection, as the user filled it in. */
export interface TriggerOptions {
	ignoreDuplicates?: boolean;
	/** Minutes; 0 turns the limit off. */
	maxEventAge?: number;
	/** Addresses, separated by commas. */
	allowedIps?: string;
	downloadResults?: boolean;
	/** Megabytes. */
	maxFileSize?: number;
}
