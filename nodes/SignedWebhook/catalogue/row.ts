import type { DeliveryDefinition } from '../../shared/delivery/definition';
import type { SignatureScheme } from '../../shared/delivery/scheme';
import type { BodyFields } from '../fields';
import type { Handshake } from '../handshakes';
import type { Confidence, Sender } from '../sender';

/** What is known of a sender besides its proof. What is not known is left out. */
interface RowFacts {
	/** The value of the `sender` parameter, which workflows depend on. */
	value: string;
	/** As people call it. */
	name: string;
	/**
	 * Where the event's name is: paths of the body, or of an entry where the sender sends lists, or `header:name`; the first
	 * that is there counts. Without one, an event is named by the first of `events` that is a field of the body,
	 * or by the only one.
	 */
	eventField?: string | readonly string[];
	/** The names that are known. A name in an unsigned header tells equal bodies apart only if it is here. */
	events?: readonly string[];
	/**
	 * Whether the editor lists `events`, for senders that people filter by them. Each list makes every delivery to any of the
	 * senders a little slower; without one, other names than *Any Event* come by expression.
	 */
	listsEvents?: true;
	/** What names an event: a path, or several that do so together. Only what is signed counts. */
	idField?: string | readonly string[];
	entriesField?: string;
	formField?: string;
	/** The fields of the body whose text is JSON. */
	jsonFields?: readonly string[];
	timeField?: string;
	/** Where the body says what became of a job. */
	fields?: BodyFields;
	/** How a service is asked to call back. Needed where it makes something, or takes a URL with each request. */
	callback?: Callback;
	/** Nothing tells a repeated delivery from a new event with an equal body. */
	everyDeliveryIsNew?: true;
	handshakes?: readonly Handshake[];
	/** The body that a response with the status 200 must have, if the sender demands one; the others are empty then. */
	acknowledgement?: string;
	/**
	 * Whether the editor shows the sentences that follow below the list, for the best-known senders. Each such notice makes
	 * every delivery to any of the senders a little slower; those of all others stand in the list.
	 */
	hasNotice?: true;
	/** Where the keys are published; see {@link Sender}. */
	keySets?: Sender['keySets'];
	addressees?: Sender['addressees'];
	jobIdIsPath?: Sender['jobIdIsPath'];
	certificate?: Sender['certificate'];
	/** The scheme of one delivery, where `signature` is not that of all. */
	schemeOf?: DeliveryDefinition['schemeOf'];
	signedHandshake?: Sender['signedHandshake'];
	/** Where the URL goes, as a sentence for the editor. Unless `callback` says otherwise, it is entered there once. */
	urlPlace?: string;
	/** Where the secret comes from, as a sentence for the editor. */
	secretPlace?: string;
	/** What happens to a delivery that is not acknowledged, as a sentence for the editor. */
	retries?: string;
	mayNotRepeat?: Sender['mayNotRepeat'];
	/** `documented` unless given. */
	confidence?: Confidence;
	/** The page or the repository that the facts are from. */
	source: string;
}

/** A sender as data: how it delivers, and what its users have to know. */
export interface SenderRow extends RowFacts {
	/** Unless given: the text of the secret, HMAC-SHA256 over the body, written alone and in hex. */
	signature: Partial<SignatureScheme> & Pick<SignatureScheme, 'places'>;
}

/** A service that calls back without any proof of its own. The URL that it calls has to be the proof. */
export interface UnsignedRow extends RowFacts {
	callback: Callback;
}

/** How a service is told where to call back, and how else its work can be learnt of. */
interface Callback {
	/** See {@link Sender}. */
	urlPer: NonNullable<Sender['urlPer']>;
	checksUrl?: Sender['checksUrl'];
	/** The parameter of the request that takes the URL, or the place in the account; in the service's own words. */
	urlParameter?: string;
	/**
	 * What the service calls with for one job before the call that ends it, as a phrase. Only `completedValues` and
	 * `failedValues` end such a job; the usual words for an end do not.
	 */
	severalCallbacks?: string;
	/** The request that reads a job: method and URL, with `{jobId}`. */
	readBack?: string;
}
