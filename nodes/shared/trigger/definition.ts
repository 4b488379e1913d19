import type { IExecuteFunctions, IHookFunctions, IWebhookFunctions } from 'n8n-workflow';

import type { ClaimProblem } from '../delivery/claim';
import type { DeliveryDefinition } from '../delivery/definition';
import type { Delivery } from '../delivery/delivery';
import type { GenerationEvent } from '../event/event';
import type { EventKey } from '../idempotency/event-key';
import type { Provider } from '../http/provider';
import type { SampleValues } from '../test-events/sample';
import type { SigningSecrets } from '../endpoints/signing-secrets';

/** A provider, as the shared trigger code sees it. */
export interface TriggerDefinition<Options extends TriggerOptions = TriggerOptions> {
	api: Provider;
	delivery: DeliveryDefinition;
	/** The webhook URL as the sender knows it, without a query; the node's own by default. */
	signedUrl?: string;
	/** The body of a response with the status 200, if the sender demands one; its other responses are empty then. */
	acknowledgement?: string;
	/**
	 * Responds to requests that are not deliveries, for example the challenge with which a sender verifies a new URL. Runs
	 * before anything but *Allowed IPs*, and starts no execution.
	 *
	 * @returns the response, or null if the request is a delivery
	 */
	handshake?(
		context: IWebhookFunctions,
		request: WebhookRequest,
	): HandshakeResponse | null | Promise<HandshakeResponse | null>;
	/**
	 * Responds to such requests if the sender signs them, after they have been verified.
	 *
	 * @returns the response, or null if the request is a delivery
	 */
	signedHandshake?(
		context: IWebhookFunctions,
		verified: { event: GenerationEvent; secretIndex: number },
	): Promise<HandshakeResponse | null>;
	/**
	 * Finds the keys that verify deliveries; the credential's signing secret by default.
	 *
	 * @param delivery nothing of it may be believed: the sender may name its key there, and so may anybody
	 * @returns the source of the keys, which throws if they are not available: the delivery is answered 503, so that the
	 *   sender retries; or why the delivery cannot be the sender's
	 */
	secrets?(context: IWebhookFunctions, delivery: Delivery): SigningSecrets | ClaimProblem;
	/**
	 * Refuses authentic deliveries that are meant for another user.
	 *
	 * @returns the reason ("it is …", without a full stop), or null if the delivery is accepted
	 */
	accepts?(delivery: VerifiedDelivery, options: Options): string | null;
	/**
	 * Says whose delivery it is that was refused, and what to do. Runs only while the editor listens.
	 *
	 * @param delivery nothing of it is proven
	 * @param secrets those of the credential
	 * @returns full sentences, or null where nothing is known beyond the refusal
	 */
	identify?(delivery: Delivery, secrets: readonly string[]): string | null;
	/**
	 * Returns the duplicate key of a result that the provider's catch-up trigger finds as well, whatever id its delivery
	 * has. All nodes of a workflow share what they know of such results, so that each starts the workflow once.
	 *
	 * @returns the key, or null for an event that catch-up does not find
	 */
	resultKey?(event: GenerationEvent): string | null;
	/**
	 * Returns what a sample needs to pass `accepts`.
	 */
	sampleValues?(options: Options): SampleValues;
	/**
	 * Replaces the event of a delivery, for example by one for a whole group of deliveries. Runs before n8n responds.
	 *
	 * @returns the event, or null if the delivery is acknowledged without starting the workflow
	 * @throws NodeApiError if the provider's API is needed and does not respond; the provider then delivers again
	 */
	aggregate?(context: IWebhookFunctions, event: GenerationEvent, options: Options): Promise<GenerationEvent | null>;
	/** Completes an event inside the execution, after n8n has responded. */
	hydrate?(context: IExecuteFunctions, event: GenerationEvent, options: Options): Promise<GenerationEvent>;
}

/** A definition, or a function that makes it from the node's parameters. */
export type TriggerDefinitionSource<Options extends TriggerOptions = TriggerOptions> =
	| TriggerDefinition<Options>
	| ((context: DefinitionContext) => TriggerDefinition<Options>);

/** The contexts that a definition can be made in. */
export type DefinitionContext = IExecuteFunctions | IHookFunctions | IWebhookFunctions;

export type WebhookRequest = ReturnType<IWebhookFunctions['getRequestObject']>;

/** The response to a request that is not a delivery. */
export interface HandshakeResponse {
	status: number;
	body: string;
	/** `text/plain` by default. */
	contentType?: string;
	headers?: Readonly<Record<string, string>>;
	/** Whether n8n sends the response, after it has saved the static data that the definition has changed. */
	isSavedFirst?: boolean;
}

/** A delivery whose signature has been verified. */
export interface VerifiedDelivery {
	event: GenerationEvent;
	/** @returns the header's value if the signature covers it, else null */
	signedHeader(name: string): string | null;
	/** @returns the claim of the token that proves it; undefined where there is none */
	claim(name: string): unknown;
}

/** The trigger's `options` collection. */
export interface TriggerOptions {
	ignoreDuplicates?: boolean;
	/** Minutes; 0 turns the limit off. */
	maxEventAge?: number;
	/** Addresses and ranges, separated by commas, white space or semicolons. */
	allowedIps?: string;
	downloadResults?: boolean;
	combineEvents?: boolean;
	/** Megabytes. */
	maxFileSize?: number;
}

/** @returns what names the event in the memory of accepted and executed events */
export function duplicateKey({ resultKey }: Pick<TriggerDefinition, 'resultKey'>, event: GenerationEvent): EventKey {
	const result = resultKey?.(event) ?? null;
	return result === null ? { scope: 'node', id: event.id } : { scope: 'workflow', id: `${event.provider}|${result}` };
}

/** @returns the name of the credential that deliveries are verified with, if it is one that verifies them */
export function credentialOf<Options extends TriggerOptions>(
	context: DefinitionContext,
	{ api, secrets }: Pick<TriggerDefinition<Options>, 'api' | 'secrets'>,
): string | undefined {
	return secrets === undefined ? context.getNode().credentials?.[api.credentialType]?.name : undefined;
}

export function definitionFor<Options extends TriggerOptions>(
	source: TriggerDefinitionSource<Options>,
	context: DefinitionContext,
): TriggerDefinition<Options> {
	return typeof source === 'function' ? source(context) : source;
}
