import type { JsonObject } from '../http.mts';

/** What a generation event has to say of a delivery. */
export interface ExpectedEvent {
	event: string;
	status: 'started' | 'progress' | 'completed' | 'failed' | 'info';
	jobId: string | null;
	results?: object[];
	error?: string | null;
	/** Where the body, not a header, says what identifies the event. */
	id?: string;
}

/** A body as a sender's page shows it, with what has to come of it. */
export interface DocumentedDelivery {
	body: JsonObject;
	expected: ExpectedEvent;
}

/** When a sender repeats a delivery. */
interface RetryPolicy {
	/** Seconds that it waits for the answer. */
	deadline: number;
	/** Seconds between the attempts, as far as the page says. */
	delays: readonly number[];
	/** Whether it also repeats what was answered with a 4xx. */
	afterRefusal: boolean;
}

/** A sender that signs: what it delivers and how, written from its own page. */
export interface SimulatedSender {
	/** The value of the node's `sender` parameter. */
	value: string;
	/** The secret as the sender would show it; the private key of those that publish a public one. */
	secret: string;
	/** The events that the page shows, new ids for each unique text. */
	deliveries(unique: string, now: Date): DocumentedDelivery[];
	/**
	 * Signs a body as the sender does.
	 *
	 * @param body the bytes that are sent
	 * @param delivery its id, which stays the same over retries, and the time of the attempt
	 * @param secret what it is signed with
	 * @returns all headers of the scheme
	 */
	sign(body: Buffer, delivery: { id: string; now: Date }, secret: string): Record<string, string>;
	/** Whether a signed time lets the receiver refuse what is too old. */
	timed: boolean;
	/** The header that holds the signature. */
	signatureHeader: string;
	retry: RetryPolicy;
}

export const seconds = (time: Date): number => Math.floor(time.getTime() / 1000);
