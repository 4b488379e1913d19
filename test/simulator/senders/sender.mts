import { createHmac } from 'node:crypto';

import type { DocumentedDelivery } from './documented.mts';

/** How a sender signs. */
export interface Signing {
	/** The secret as the sender would show it; the private key of those that publish a public one. */
	secret: string;
	/** Whether a signed time lets the receiver refuse what is too old. */
	timed: boolean;
	/** The header that holds the signature. */
	signatureHeader: string;
	/**
	 * Signs a body as the sender does.
	 *
	 * @param body the bytes that are sent
	 * @param delivery its id, which stays the same over retries, and the time of the attempt
	 * @param secret what it is signed with
	 * @returns all headers of the scheme
	 */
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

/**
 * HMAC-SHA256 in hex. The secret is used as text, whatever it looks like.
 *
 * @param timed whether `<timestamp>.` is signed in front of the body
 * @param headersOf all headers of the scheme
 */
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
		const content = createHmac('sha256', secret).update(timed ? `${timestamp}.` : '').update(body);
		return headersOf(content.digest('hex'), timestamp, id);
	},
});
