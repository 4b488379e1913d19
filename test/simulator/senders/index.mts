/** Services that sign their webhooks, written from their own pages and independent of the package's code. */
import { randomUUID } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';

import type { JsonObject } from '../http.mts';
import { fal } from './fal.mts';
import { hexSenders } from './hex.mts';
import type { SimulatedSender } from './sender.mts';
import { standardSenders } from './standard-webhooks.mts';

export { FAL_USER, startKeySetServer, type KeySetServer } from './fal.mts';
export { svix } from './standard-webhooks.mts';
export type { SimulatedSender } from './sender.mts';

/** All senders by their values. */
export const simulatedSenders = [fal, ...standardSenders, ...hexSenders].sort((some, other) =>
	some.value.localeCompare(other.value),
);

/** @param value which one */
export function simulatedSender(value: string): SimulatedSender {
	const sender = simulatedSenders.find((candidate) => candidate.value === value);
	if (sender === undefined) throw new Error(`No such sender: ${value}`);
	return sender;
}

/** How a request deviates from what the sender would send. */
export interface SendOptions {
	secret?: string;
	/** The time of the attempt; now unless given. */
	now?: Date;
	/** The delivery's id; a new one unless given. */
	id?: string;
	/** Changes the bytes after they have been signed. */
	spoil?: (bytes: Buffer) => Buffer;
	/** Leaves the signature out. */
	unsigned?: boolean;
}

/** One request as the sender makes it. */
export function requestOf(sender: SimulatedSender, body: JsonObject, options: SendOptions = {}) {
	const { now = new Date(), id = `msg_${randomUUID()}`, secret = sender.secret, spoil, unsigned } = options;
	const bytes = Buffer.from(JSON.stringify(body));
	const headers = sender.sign(bytes, { id, now }, secret);
	if (unsigned) delete headers[sender.signatureHeader];
	return { headers: { 'content-type': 'application/json', ...headers }, body: spoil?.(bytes) ?? bytes };
}

/** Makes one attempt. */
export async function sendAs(sender: SimulatedSender, url: string, body: JsonObject, options: SendOptions = {}) {
	const request = requestOf(sender, body, options);
	const signal = AbortSignal.timeout(sender.retry.deadline * 1000);
	const response = await fetch(url, {
		method: 'POST',
		...request,
		body: new Uint8Array(request.body),
		redirect: 'manual',
		signal,
	});
	return { status: response.status, body: await response.text() };
}

/** Delivers with the sender's retry policy, a second of which takes `pace` milliseconds; returns the statuses of the attempts. */
export async function deliverAs(
	sender: SimulatedSender,
	url: string,
	body: JsonObject,
	pace: number,
): Promise<number[]> {
	const { delays, afterRefusal } = sender.retry;
	const id = `msg_${randomUUID()}`;
	const statuses: number[] = [];
	for (const delay of [0, ...delays]) {
		await sleep(delay * pace);
		const { status } = await sendAs(sender, url, body, { id }).catch(() => ({ status: 0 }));
		statuses.push(status);
		const refused = status >= 400 && status < 500;
		if ((status >= 200 && status < 300) || (refused && !afterRefusal)) break;
	}
	return statuses;
}
