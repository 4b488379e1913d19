import { createHmac } from 'node:crypto';

import type { IWebhookDescription } from 'n8n-workflow';

import type { Place } from '../shared/delivery/scheme';
import { signingSecrets } from '../shared/endpoints/signing-secrets';
import type { HandshakeResponse, TriggerDefinition, WebhookRequest } from '../shared/trigger/definition';
import { type JsonObject, toObject, toText, valueAt } from '../shared/util/json';

/** A request by which a sender checks an address, and its answer. It starts nothing. */
export type Handshake = {
	/** POST unless given. */
	method?: 'GET' | 'HEAD';
	/** What tells it from a delivery: texts that match, by their place. */
	when?: Readonly<Record<Place, RegExp>>;
	/** Whether the sender signs it, so that it is verified first. One that is not signed has no signature at all. */
	isSigned?: true;
} & (
	| /** gives a text back as it is */ { kind: 'echo'; from: Place }
	| /** gives a text back with its hex HMAC-SHA256, under these names */ {
			kind: 'keyedEcho';
			from: Place;
			names: { text: string; signature: string };
	  }
	| /** always the same JSON, or nothing */ { kind: 'pong'; answer: string }
	| /** any success will do */ { kind: 'acceptPing' }
);

/** What Slack sends when a Request URL is saved. Source: docs.slack.dev/reference/events/url_verification. */
export const SLACK_CHALLENGE = {
	kind: 'echo',
	when: { 'body:type': /^url_verification$/ },
	from: 'body:challenge',
} as const satisfies Handshake;

/**
 * The addresses by which senders ask with other methods than POST: more entries of the webhook, on its path. They are
 * called `setup`, since n8n registers once for each entry that is called `default`.
 */
export const setupWebhooks: readonly IWebhookDescription[] = (['GET', 'HEAD', 'PUT'] as const).map((httpMethod) => ({
	name: 'setup',
	httpMethod,
	responseMode: 'onReceived',
	path: 'webhook',
	ndvHideUrl: true,
}));

const MAX_TEXT_LENGTH = 1_000;

/** What is signed on demand must never be a delivery, so that nobody can have one signed. */
const signable = /^[\w-]{1,200}$/;

interface Receiver {
	handshakes?: readonly Handshake[];
	delivery: TriggerDefinition['delivery'];
	credentialType: string;
}

/**
 * @param receiver the sender's handshakes, and where its secret is
 * @returns how the handshakes are answered: those that nobody signs, and those that were verified
 */
export function handshakeAnswers(receiver: Receiver): Pick<TriggerDefinition, 'handshake' | 'signedHandshake'> {
	const { handshakes = [], delivery, credentialType } = receiver;
	if (handshakes.length === 0) return {};
	const places = delivery.signature.places;
	return {
		handshake(_context, request) {
			const isSigned = places.some((place) => textAt(place, request, bodyOf(request)) !== null);
			const handshake = isSigned ? undefined : matching(handshakes, request, bodyOf(request), false);
			return handshake === undefined ? null : answerTo(handshake, request, bodyOf(request), '');
		},
		async signedHandshake(context, { event, secretIndex }) {
			const request = context.getRequestObject();
			const handshake = matching(handshakes, request, event.body, true);
			if (handshake === undefined) return null;
			const secrets = await signingSecrets(context, credentialType).known();
			return answerTo(handshake, request, event.body, secrets[secretIndex] ?? '');
		},
	};
}

function matching(
	handshakes: readonly Handshake[],
	request: WebhookRequest,
	body: JsonObject,
	verified: boolean,
): Handshake | undefined {
	return handshakes.find(
		({ method = 'POST', when = {}, isSigned = false }) =>
			method === request.method &&
			isSigned === verified &&
			Object.entries(when).every(([place, pattern]) => pattern.test(textAt(place, request, body) ?? '')),
	);
}

/** @returns the answer, or null where the request has no text that may be answered */
function answerTo(
	handshake: Handshake,
	request: WebhookRequest,
	body: JsonObject,
	secret: string,
): HandshakeResponse | null {
	if (handshake.kind === 'acceptPing') return { status: 200, body: '' };
	if (handshake.kind === 'pong') return { status: 200, body: handshake.answer, contentType: JSON_TYPE };
	const text = textAt(handshake.from, request, body);
	if (text === null || text.length > MAX_TEXT_LENGTH) return null;
	if (handshake.kind === 'echo') return { status: 200, body: text };
	if (secret === '' || !signable.test(text)) return null;
	const { names } = handshake;
	const signature = createHmac('sha256', secret).update(text).digest('hex');
	return {
		status: 200,
		body: JSON.stringify({ [names.text]: text, [names.signature]: signature }),
		contentType: JSON_TYPE,
	};
}

const JSON_TYPE = 'application/json; charset=utf-8';

/** n8n parses JSON; of a form it parses no more than its bytes in some versions. */
function bodyOf(request: WebhookRequest): JsonObject {
	const type = String(request.headers['content-type'] ?? '');
	const isForm = type.startsWith('application/x-www-form-urlencoded') && Buffer.isBuffer(request.rawBody);
	// A handshake is short; a long form is a delivery.
	if (!isForm || request.rawBody.length > MAX_TEXT_LENGTH) return toObject(request.body);
	return Object.fromEntries(new URLSearchParams(request.rawBody.toString()));
}

function textAt(place: Place, { headers, query }: WebhookRequest, body: JsonObject): string | null {
	const [, kind, name] = /^(query|body):(.*)$/s.exec(place) ?? [];
	if (kind === 'query') return toText((query as JsonObject)[name]);
	return toText(kind === 'body' ? valueAt(body, name) : headers[place]);
}
