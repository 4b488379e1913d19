import { createHmac } from 'node:crypto';

import type { JsonObject } from '../http.mts';

/** The status of a generation event. */
export type Outcome = 'started' | 'progress' | 'completed' | 'failed' | 'info';

/** What else an event has to say; its id where the body, not a header, says what identifies the event. */
export interface Details {
	results?: object[];
	error?: string;
	id?: string;
}

/** A body as a sender's page shows it, with what a generation event has to say of it. */
interface DocumentedDelivery {
	body: JsonObject;
	expected: Details & { event: string; status: Outcome; jobId: string };
}

/** Makes a documented delivery. */
export const documented = (
	status: Outcome,
	event: string,
	jobId: string,
	body: JsonObject,
	details?: Details,
): DocumentedDelivery => ({
	body,
	expected: { event, status, jobId, ...details },
});

/** Results of which the event says the addresses and nothing else. */
export const links = (...urls: string[]): object[] => urls.map((url) => ({ url }));

/** How a sender signs. */
export interface Signing {
	/** The secret as the sender would show it; the private key of those that publish a public one. */
	secret: string;
	/** Whether a signed time lets the receiver refuse what is too old. */
	timed: boolean;
	/** The header that holds the signature. */
	signatureHeader: string;
	/** @returns all headers of the scheme; the delivery's id stays the same over retries, and its time is that of the attempt */
	sign(body: Buffer, delivery: { id: string; now: Date }, secret: string): Record<string, string>;
}

/** A sender that signs: what it delivers and how, written from its own page. */
export interface SimulatedSender extends Signing {
	/** The value of the node's `sender` parameter. */
	value: string;
	/** The events that the page shows, new ids for each unique text. */
	deliveries(unique: string, now: Date): DocumentedDelivery[];
	/** When it repeats a delivery. */
	retry: {
		/** Seconds that it waits for the answer. */
		deadline: number;
		/** Seconds between the attempts, as far as the page says. */
		delays: readonly number[];
		/** Whether it also repeats what was answered with a 4xx. */
		afterRefusal: boolean;
	};
}

export const seconds = (time: Date): number => Math.floor(time.getTime() / 1000);

/** HMAC-SHA256 in hex of the body, behind `<timestamp>.` when timed. The secret is used as text, whatever it looks like. */
export const hexSigning = (
	signatureHeader: string,
	timed: boolean,
	headersOf: (signature: string, timestamp: string, id: string) => Record<string, string>,
): Signing => ({
	secret: 'whsec_dGVzdC1zZWNyZXQtMTIzNDU2Nzg5MA',
	timed,
	signatureHeader,
	sign(body, { id, now }, secret) {
		const timestamp = String(seconds(now));
		const content = createHmac('sha256', secret)
			.update(timed ? `${timestamp}.` : '')
			.update(body);
		return headersOf(content.digest('hex'), timestamp, id);
	},
});
