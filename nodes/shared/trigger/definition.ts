import type { IExecuteFunctions, IHookFunctions, IWebhookFunctions } from 'n8n-workflow';

import type { DeliveryDefinition } from '../delivery/definition';
import type { GenerationEvent } from '../event/event';
import type { Provider } from '../http/provider';
import type { SigningSecrets } from '../endpoints/signing-secrets';

/** All that the shared trigger code has to know of a provider. */
export interface TriggerDefinition<Options extends TriggerOptions = TriggerOptions> {
	api: Provider;
	delivery: DeliveryDefinition;
	/**
	 * Answers requests that are no deliveries, for example the challenge by which a sender checks a new address. Runs
	 * before anything else and starts no execution.
	 *
	 * @returns the answer, or null where the request is a delivery like any other
	 */
	handshake?(context: IWebhookFunctions, request: WebhookRequest): HandshakeResponse | null;
	/**
	 * Finds the keys that deliveries are verified with. The credential's signing secret unless given.
	 *
	 * @throws where the keys cannot be had; the delivery is answered 503, so that the sender repeats it
	 */
	secrets?(context: IWebhookFunctions): SigningSecrets;
	/**
	 * Refuses authentic deliveries that are meant for somebody else.
	 *
	 * @returns why the delivery is refused ("it is …", without a full stop), or null where it is accepted
	 */
	accepts?(delivery: VerifiedDelivery, options: Options): string | null;
	/**
	 * Names an event by its result alone, where a delivery's own id tells nothing of the result: catch-up finds the
	 * result without its delivery, and both must count once.
	 *
	 * @returns the name, or null where the event's id is the same either way
	 */
	resultKey?(event: GenerationEvent): string | null;
	/**
	 * @returns the values of signed headers, by their names in lower case, without which `accepts` would refuse the
	 * sample that the editor may ask for
	 */
	sampleHeaders?(options: Options): Record<string, string>;
	/**
	 * Decides which event a delivery stands for, where that is not simply its own. Runs before n8n answers.
	 *
	 * @returns the event, or null where the delivery is acknowledged without starting the workflow
	 * @throws NodeApiError where the provider has to be asked and does not answer; it then delivers again
	 */
	aggregate?(context: IWebhookFunctions, event: GenerationEvent, options: Options): Promise<GenerationEvent | null>;
	/** Completes an event inside the execution, after n8n has answered. */
	hydrate?(context: IExecuteFunctions, event: GenerationEvent, options: Options): Promise<GenerationEvent>;
}

/** A definition, or how it follows from the node's parameters. */
export type TriggerDefinitionSource<Options extends TriggerOptions = TriggerOptions> =
	| TriggerDefinition<Options>
	| ((context: DefinitionContext) => TriggerDefinition<Options>);

/** The contexts in which a trigger's definition is asked for. */
export type DefinitionContext = IExecuteFunctions | IHookFunctions | IWebhookFunctions;

export type WebhookRequest = ReturnType<IWebhookFunctions['getRequestObject']>;

/** The answer to a request that is no delivery. */
interface HandshakeResponse {
	status: number;
	body: string;
	/** Plain text unless given. */
	contentType?: string;
}

/** A delivery whose signature has been verified. */
export interface VerifiedDelivery {
	event: GenerationEvent;
	/** @returns the header's value where the signature covers it, else null */
	signedHeader(name: string): string | null;
}

/** The trigger's `options` collection, as the user filled it in. */
export interface TriggerOptions {
	ignoreDuplicates?: boolean;
	/** Minutes; 0 turns the limit off. */
	maxEventAge?: number;
	/** Addresses and ranges, separated by commas, white space or semicolons. */
	allowedIps?: string;
	downloadResults?: boolean;
	combineEvents?: boolean;
	/** Only where the provider lists finished work. */
	catchUp?: boolean;
	/** Megabytes. */
	maxFileSize?: number;
}

/**
 * @param event an event, of a delivery or found by catch-up
 * @returns what the event has in common with everything else that reports the same
 */
export function duplicateKey<Options extends TriggerOptions>(
	{ resultKey }: Pick<TriggerDefinition<Options>, 'resultKey'>,
	event: GenerationEvent,
	{ catchUp }: Pick<TriggerOptions, 'catchUp'>,
): string {
	return (catchUp === true ? resultKey?.(event) : null) ?? event.id;
}

/** @param source a definition, or how it follows from the node's parameters */
export function definitionFor<Options extends TriggerOptions>(
	source: TriggerDefinitionSource<Options>,
	context: DefinitionContext,
): TriggerDefinition<Options> {
	return typeof source === 'function' ? source(context) : source;
}
