import { randomUUID } from 'node:crypto';

import type { SignatureScheme } from '../delivery/scheme';
import { signDelivery } from '../delivery/sign';
import type { SampleEvent } from './sample';

/** A delivery that can be sent. */
export interface SignedDelivery {
	/** The bytes that were signed. */
	body: Buffer;
	headers: Record<string, string>;
}

/**
 * Signs an event as its sender would.
 *
 * @param secret the signing secret, or the private key of a sender whose keys are public
 * @throws Error where the secret is no key of the scheme, or the body has no form that the scheme can sign
 */
export function signEvent(
	scheme: SignatureScheme,
	{ body: value, headers = {} }: SampleEvent,
	secret: string,
): SignedDelivery {
	const body = Buffer.from(JSON.stringify(value));
	const id = `msg_sample_${randomUUID()}`;
	const signed = signDelivery(scheme, { body, secret, id, now: Date.now(), headers });
	return { body, headers: { 'content-type': 'application/json', ...headers, ...signed } };
}
