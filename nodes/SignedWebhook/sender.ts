import type { DeliveryDefinition } from '../shared/delivery/definition';
import type { Place } from '../shared/delivery/scheme';
import type { TriggerDefinition } from '../shared/trigger/definition';
import type { Handshake } from './handshakes';

/** How reliable the facts about a sender are. */
export type Confidence =
	/** its own documentation or SDK says so */
	| 'documented'
	/** at least two independent implementations say so, and its documentation says nothing else */
	| 'implementations'
	/** its documentation and existing integrations contradict each other, or there is one integration only */
	| 'unconfirmed';

/** An option whose value a delivery has to have, as the sender signs it for this customer. */
export interface Addressee {
	option: 'userId' | 'audience' | 'topicArn' | 'webhookId';
	/**
	 * Where a delivery has it: a signed header in lower case, `claim:` and the name of a claim, `body:` and the path of a
	 * signed field; or `content` where it is not sent, but part of what is signed, as `{webhookId}`.
	 */
	place: string;
	/** Whether the trigger may be published without it. */
	isOptional?: true;
}

/** Which certificates are a sender's. The delivery names one, and so may anybody. */
export interface CertificateRule {
	/** Where a delivery has the address. */
	place: Place;
	/**
	 * @returns what the whole address has to match, and the names of which the certificate needs one; null where the options
	 *   do not say
	 */
	pinned(options: Readonly<Record<string, unknown>>): { address: RegExp; names: readonly string[] } | null;
}

/** A service that signs its webhooks: how it delivers, and what a user has to know to receive from it. */
export interface Sender {
	/** As the editor lists it. */
	displayName: string;
	/** Its `provider` is the value of the `sender` parameter; of a sender by settings, its name. */
	delivery: DeliveryDefinition;
	/** Whether the node's parameters describe it. */
	bySettings?: true;
	/** How it verifies a new URL. */
	handshakes?: readonly Handshake[];
	/** The body that a response with the status 200 must have, if the sender demands one. */
	acknowledgement?: string;
	/** The events that are chosen by default. */
	preselected: readonly string[];
	/**
	 * Whether the webhook URL comes with each request, or is entered once, for an account, an app or a subscription. Left out
	 * where nothing says so. Only a URL of each request can be the resume URL of an execution.
	 */
	urlPer?: 'request' | 'account';
	/** Whether the URL is called while the request is being answered, when the execution that will wait is not asleep yet. */
	checksUrl?: true;
	/** Where to enter the webhook URL, as a sentence for the editor. */
	urlPlace: string;
	/** Where to find the secret, as a sentence for the editor. */
	secretPlace: string;
	/** What happens to a delivery that is not acknowledged, as a sentence for the editor. */
	retries: string;
	/** Set where `retries` does not say that a delivery that is answered with 503 comes again. */
	mayNotRepeat?: true;
	/**
	 * The URLs of the sender's published keys, the preferred one first; none where each customer has one of its own. Such a
	 * sender needs no secret.
	 */
	keySets?: readonly string[];
	/**
	 * Whether the sender's API names a job by a path, such as `batches/123`, and its webhooks by the last segment. Only
	 * then does `123` end a wait for `batches/123`.
	 */
	jobIdIsPath?: true;
	/** The certificate that signs, for senders whose deliveries name it. Such a sender needs no secret. */
	certificate?: CertificateRule;
	/** Answers a verified delivery that only asks for something; null where it is an event. */
	signedHandshake?: TriggerDefinition['signedHandshake'];
	/** What names the customer a delivery is meant for, where the sender signs with the same keys for all of them. */
	addressees?: readonly Addressee[];
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

/** @returns whether deliveries are verified by what the sender publishes, so that there is no secret */
export function publishesKeys({ keySets, certificate }: Sender): boolean {
	return keySets !== undefined || certificate !== undefined;
}

/** @returns whether the sender is known to deliver again what was answered with 503 */
export function repeatsDeliveries({ retries, mayNotRepeat }: Pick<Sender, 'retries' | 'mayNotRepeat'>): boolean {
	return retries !== '' && mayNotRepeat !== true;
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
