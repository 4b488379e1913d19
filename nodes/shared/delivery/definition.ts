import type { EventCatalogue } from '../event/catalogue';
import type { EventStatus, GenerationEvent } from '../event/event';
import type { JsonObject } from '../util/json';
import type { ClaimProblem } from './claim';
import type { DeliveryReader } from './delivery';
import type { SignatureScheme } from './scheme';

/** What is signed besides the body. */
export interface SignedFacts {
	/** The delivery's id. */
	id: string | null;
	/** The time of sending, in epoch milliseconds. */
	time: number | null;
	/** @returns the header with that name in lower case; null where it is missing or not signed */
	header(name: string): string | null;
	/** @returns the claim of the token that was verified; undefined where it is missing, or there is no token */
	claim(name: string): unknown;
}

/** What a body says, in the terms of the generation event. */
export interface EventFacts extends Pick<GenerationEvent, 'jobId' | 'variationId' | 'results' | 'error'> {
	/** Names the event uniquely where the provider documents something that does, else null. */
	identity: string | null;
	/** Epoch milliseconds or an ISO 8601 text; null or undefined where the body carries no time. */
	time: unknown;
	/** The event's name and status, where the body says more than its event field. */
	event?: string;
	status?: EventStatus;
	/** What of the body could not be read. */
	issues?: readonly string[];
}

/** All that the kernel has to know of a provider's deliveries. */
export interface DeliveryDefinition {
	/** The value of `provider` in the events: a constant of the definition. */
	provider: string;
	signature: SignatureScheme;
	/**
	 * Finds the scheme of one delivery, for senders that sign in several ways and say in the delivery which; `signature` by
	 * default.
	 *
	 * @param reader nothing of what it reads may be believed
	 * @returns the scheme, or why no scheme of the sender fits
	 */
	schemeOf?(reader: DeliveryReader): SignatureScheme | ClaimProblem;
	/** Where the event's name is: paths of the body, or `header:name`. The first that is there counts. */
	eventField: string | readonly string[];
	events: EventCatalogue;
	/** Whether the sender may have events of any name, so that one which is not in the catalogue is no deviation. */
	openEvents?: boolean;
	/** The names by which an unsigned header tells two events with equal bodies apart; those of `events` unless given. */
	eventNames?: readonly string[];
	/** Whether the sender sends more than JSON objects: lists, forms, texts, nothing. */
	anyBody?: boolean;
	/** Where the list is of which each entry is an event, such as `entry[].changes[]`. A body that is a list needs none. */
	entriesField?: string;
	/** The field of a form whose JSON is the body. */
	formField?: string;
	/** The fields of a body whose text is JSON, which is read. */
	jsonFields?: readonly string[];
	/** Whether nothing tells a repeated delivery from a new event with an equal body, so that each one is an event. */
	everyDeliveryIsNew?: boolean;
	/** Whether one callback URL is called for many jobs, so that the end of one does not use it up. */
	callbackIsShared?: boolean;
	/**
	 * Reads a body, which may deviate from its schema in any way. A throw becomes an event with an issue.
	 *
	 * @param event the event's name; do not build the identity from it where it is in a header that is not signed
	 */
	read(body: JsonObject, event: string, signed: SignedFacts): EventFacts;
}
