import { randomUUID } from 'node:crypto';

import type { SignatureScheme } from '../delivery/scheme';
import { type SignedRequest, signDelivery } from './sign-delivery';
import { parseTemplate } from '../delivery/template';
import { toObject } from '../util/json';
import type { SampleEvent } from './sample';

/** A delivery that can be sent. */
export type SignedDelivery = SignedRequest;

/** With a parameter, because n8n 2.41.1 and 1.123.81 cannot send bytes with the bare type. */
const FORM_TYPE = 'application/x-www-form-urlencoded; charset=utf-8';

/**
 * Signs an event as its sender would.
 *
 * @param secret the signing secret, or the private key if the sender's keys are public
 * @param url the webhook URL, as the sender knows it
 * @throws Error if the secret is not a key of the scheme, or the scheme cannot sign the body
 */
export function signEvent(
	scheme: SignatureScheme,
	{ body: value, headers = {}, claims }: SampleEvent,
	secret: string,
	url: string,
): SignedDelivery {
	const isForm = parseTemplate(scheme.content ?? '').some(({ kind }) => kind === 'form');
	const isToken = scheme.places[0] === 'body:';
	const type = isForm ? FORM_TYPE : isToken ? 'application/jwt' : 'application/json';
	return signDelivery(scheme, {
		body: Buffer.from(isForm ? formOf(value) : JSON.stringify(value)),
		secret,
		id: `msg_sample_${randomUUID()}`,
		now: Date.now(),
		headers: { 'content-type': type, ...headers },
		claims,
		url,
	});
}

/** In a form, values other than texts are written as JSON, as senders do. */
function formOf(body: unknown): string {
	const fields = Object.entries(toObject(body)).map(([name, value]): [string, string] => [
		name,
		typeof value === 'string' ? value : JSON.stringify(value),
	]);
	return new URLSearchParams(fields).toString();
}
