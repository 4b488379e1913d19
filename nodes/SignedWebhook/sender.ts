import type { DeliveryDefinition } from '../shared/delivery/definition';

/** How sure the facts about a sender are. */
export type Confidence =
	/** its own documentation or SDK says so */
	| 'documented'
	/** at least two independent implementations say so, and its documentation says nothing else */
	| 'implementations'
	/** its documentation and existing integrations contradict each other */
	| 'unconfirmed';

/** A service that signs its webhooks: how it delivers, and what a user has to know to receive from it. */
export interface Sender {
	/** As the editor lists it. */
	displayName: string;
	/** Its `provider` is the value of the `sender` parameter. */
	delivery: DeliveryDefinition;
	/** The events that most users want. */
	preselected: readonly string[];
	/** Where the webhook URL goes, as a sentence for the editor. */
	urlPlace: string;
	/** Where the secret comes from, as a sentence for the editor. */
	secretPlace: string;
	/** What happens to a delivery that is not acknowledged, as a sentence for the editor. */
	retries: string;
	/** Where the sender publishes its public keys; such a sender needs no secret. The first address is preferred. */
	keySets?: readonly string[];
	/**
	 * Whether the sender's API names a job by a path, such as `batches/123`, and its webhooks by the last segment. Only
	 * then does `123` end a wait for `batches/123`.
	 */
	jobIdIsPath?: true;
	/** The signed header that names the sender's customer whom a delivery is for, in lower case. */
	customerHeader?: string;
	/** The addresses that deliveries come from, where they are documented. */
	addresses?: string;
	confidence: Confidence;
	/** The page or the SDK that the facts are from. */
	source: string;
}

type EventFacts = ReturnType<DeliveryDefinition['read']>;

/**
 * @param known what a body says
 * @returns the facts, empty where the body says nothing
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
