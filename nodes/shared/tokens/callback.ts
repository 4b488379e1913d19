import { createHmac, randomUUID } from 'node:crypto';

import type { Metadata } from '../event/event';

/** The name of the query parameter that proves a callback URL. */
export const CALLBACK_PARAMETER = 'callback';

/** What the token of a callback URL says. */
export interface Callback {
	/** Random; the same for all deliveries to the URL. */
	id: string;
	/** Epoch seconds at which the URL expires. */
	until: number;
	/** The texts that come back with each delivery. */
	metadata?: Metadata;
}

/** A token, taken apart. Nothing of it may be believed before its signature is verified. */
interface CallbackToken {
	signature: Buffer;
	signedText: string;
	/** The callback as JSON. */
	payload: string;
}

const token = /^([\w-]+)\.([0-9a-f]{64})$/;

/** @returns a new callback that expires after so many milliseconds */
export function newCallback(now: number, validFor: number, metadata?: Metadata): Callback {
	return { id: randomUUID(), until: Math.floor((now + validFor) / 1000), ...(metadata && { metadata }) };
}

/**
 * Signs a callback for one receiver. Whoever learns the URL can neither alter it nor make another.
 *
 * @param receiver as {@link executionReceiver} or {@link webhookReceiver} name it
 * @returns the callback as base64url-encoded JSON, a dot, and its signature in hex; safe in a query string
 */
export function signCallback(callback: Callback, receiver: string, secret: Buffer | string): string {
	const payload = Buffer.from(JSON.stringify(callback)).toString('base64url');
	return `${payload}.${createHmac('sha256', secret).update(signedText(receiver, payload)).digest('hex')}`;
}

/** @returns the parts of a token that is claimed to be for this receiver, or null where it is none, or nobody receives here */
export function parseCallback(text: string, receiver: string | undefined): CallbackToken | null {
	const [, payload, signature] = token.exec(text) ?? [];
	if (payload === undefined || receiver === undefined) return null;
	return {
		signature: Buffer.from(signature, 'hex'),
		signedText: signedText(receiver, payload),
		payload: Buffer.from(payload, 'base64url').toString(),
	};
}

/**
 * Reads a callback whose signature has been verified.
 *
 * @param now epoch milliseconds
 */
export function readCallback(payload: string, now: number): { callback: Callback } | 'expired' {
	const callback = JSON.parse(payload) as Callback;
	return now >= callback.until * 1000 ? 'expired' : { callback };
}

/** @returns the name of an execution as the receiver of callbacks */
export function executionReceiver(executionId: string): string {
	return `execution/${executionId}`;
}

/**
 * Names a trigger by the end of its URL, the id that n8n made for the node and the name of its webhook: what comes before
 * them differs for Test URL and Production URL, and changes with n8n's public address.
 */
export function webhookReceiver(url: string): string {
	return new URL(url).pathname.split('/').slice(-2).join('/');
}

/** The label keeps a signature of a callback from being one of anything else, and the receiver that of another's. */
function signedText(receiver: string, payload: string): string {
	return `callback:${receiver}\n${payload}`;
}
