import type { DeliveryDefinition } from '../shared/delivery/definition';
import type { Handshake } from './handshakes';

/** How reliable the facts about a sender are. */
export type Confidence =
	/** its own documentation or SDK says so */
	| 'documented'
	/** at least two independent implementations say so, and its documentation says nothing else */
	| 'implementations'
	/** its documentation and existing integrations contradict each other, or there is one integration only */
	| 'unconfirmed';

/** A service that signs its webhooks: how it delivers, and what a user has to know to receive from it. */
export interface Sender {
	/** As the editor lists it. */
	displayName: string;
	/** Its `provider` is the value of the `sender` parameter. */
	delivery: DeliveryDefinition;
	/** How it verifies a new URL. */
	handshakes?: readonly Handshake[];
	/** The body that a response with the status 200 must have, if the sender demands one. */
	acknowledgement?: string;
	/** The events that are chosen by default. */
	preselected: readonly string[];
	/** Where to enter the webhook URL, as a sentence for the editor. */
	urlPlace: string;
	/** Where to find the secret, as a sentence for the editor. */
	secretPlace: string;
	/** What happens to a delivery that is not acknowledged, as a sentence for the editor. */
	retries: string;
	/** The URLs of the sender's published keys, the preferred one first. Such a sender needs no secret. */
	keySets?: readonly string[];
	/**
	 * Whether the sender's API names a job by a path, such as `batches/123`, and its webhooks by the last segment. Only
	 * then does `123` end a wait for `batches/123`.
	 */
	jobIdIsPath?: true;
	/** The signed header that names the customer a delivery is meant for, in lower case. */
	customerHeader?: string;
	/** The IP addresses of deliveries, if they are documented. */
	addresses?: string;
	confidence: Confidence;
	/** The page or SDK that the facts come from. */
	source: string;
}

/** @returns whether the sender tells the trigger its secret, so that no credential is needed */
export function tellsItsSecret({ handshakes = [] }: Pick<Sender, 'handshakes'>): boolean {
	return handshakes.some(({ kind }) => kind === 'learnSecret');
}

type EventFacts = ReturnType<DeliveryDefinition['read']>;

/**
 * @param known the facts found in a body
 * @returns all facts; the others are empty
 */
export function factsOf(known: Partial<EventFacts>): EventFacts {
	return {
		identity: null,
		time: undefined,
		jobId: null,
		variationId: null,
		results: [],
		error: null,
		...known,
	};
}
