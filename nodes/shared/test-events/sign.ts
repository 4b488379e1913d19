import { randomUUID } from 'node:crypto';

import type { SignatureScheme } from '../delivery/scheme';
import { type SignedRequest, signDelivery } from '../delivery/sign';
import { parseTemplate } from '../delivery/template';
import { toObject } from '../util/json';
import type { SampleEvent } from './sample';

/** A delivery that can be sent. */
export type SignedDelivery = SignedRequest;

/** With the parameter: n8n fails to send the bytes of a body whose type is the bare one (2.41.1 and 1.123.81). */
const FORM_TYPE = 'application/x-www-form-urlencoded; charset=utf-8';

/**
 * Signs an event as its sender would.
 *
 * @param secret the signing secret, or the private key of a sender whose keys are public
 * @param url the address that the sender was given
 * @throws Error where the secret is no key of the scheme, or the body has no form that the scheme can sign
 */
export function signEvent(
	scheme: SignatureScheme,
	{ body: value, headers = {} }: SampleEvent,
	secret: string,
	url: string,
): SignedDelivery {
	const isForm = parseTemplate(scheme.content ?? '').some(({ kind }) => kind === 'form');
	const type = isForm ? FORM_TYPE : 'application/json';
	return signDelivery(scheme, {
		body: Buffer.from(isForm ? formOf(value) : JSON.stringify(value)),
		secret,
		id: `msg_sample_${randomUUID()}`,
		now: Date.now(),
		headers: { 'content-type': type, ...headers },
		url,
	});
}

/** What is no text goes into a form as JSON, as senders of forms do it. */
function formOf(body: unknown): string {
	const fields = Object.entries(toObject(body)).map(([name, value]): [string, string] => [
		name,
		typeof value === 'string' ? value : JSON.stringify(value),
	]);
	return new URLSearchParams(fields).toString();
}
