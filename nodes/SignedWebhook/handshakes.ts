import { createHmac } from 'node:crypto';

import type { IWebhookDescription, IWebhookFunctions } from 'n8n-workflow';

import type { Place } from '../shared/delivery/scheme';
import { signingSecrets } from '../shared/endpoints/signing-secrets';
import { warn } from '../shared/n8n/log';
import type { HandshakeResponse, TriggerDefinition, WebhookRequest } from '../shared/trigger/definition';
import { type JsonObject, toObject, toText, valueAt } from '../shared/util/json';
import { learnSecret, type Lesson } from './learned-secrets';

/** A request by which a sender checks an address, and its answer. It starts nothing. */
export type Handshake = {
	/** POST unless given. */
	method?: 'GET' | 'HEAD';
	/** What tells it from a delivery: texts that match, by their place. */
	when?: Readonly<Record<Place, RegExp>>;
	/** Whether the sender signs it, so that it is verified first. One that is not signed has no signature at all. */
	isSigned?: true;
} & (
	| /** gives a text back, as the whole body unless `to` says otherwise */ { kind: 'echo'; from: Place; to?: Target }
	| /** gives the HMAC-SHA256 of a text back, in hex, and the text itself if it has a name */ {
			kind: 'keyedEcho';
			from: Place;
			names: { text?: string; signature: string };
			encoding?: 'base64';
			prefix?: string;
	  }
	| /** keeps a text as a signing secret, and gives it back */ { kind: 'learnSecret'; from: Place; to?: Target }
	| /** always the same JSON, or nothing */ { kind: 'pong'; answer: string }
	| /** any success will do */ { kind: 'acceptPing' }
);

/** Where a text is given back: in a field of a JSON object, or in a header. */
type Target = { field: string } | { header: string };

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

/** What a header can hold. */
const headerText = /^[\x20-\x7e]*$/;

/** What can be a secret. A sender makes it at random, so that it has nothing else. */
const learnable = /^[\w+/=.-]{16,500}$/;

/** How an empty list is written where a text is looked for: a heartbeat has one. */
const EMPTY_LIST = '[]';

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
		async handshake(context, request) {
			const body = bodyOf(request);
			const isSigned = places.some((place) => textAt(place, request, body) !== null);
			const handshake = isSigned ? undefined : matching(handshakes, request, body, false);
			if (handshake === undefined) return null;
			const [secret = ''] = handshake.kind === 'keyedEcho' ? await signingSecrets(context, credentialType).known() : [];
			return answerTo(context, handshake, body, secret);
		},
		async signedHandshake(context, { event, secretIndex }) {
			const request = context.getRequestObject();
			const handshake = matching(handshakes, request, event.body, true);
			if (handshake === undefined) return null;
			const secrets = await signingSecrets(context, credentialType).known();
			return answerTo(context, handshake, event.body, secrets[secretIndex] ?? '');
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
	context: IWebhookFunctions,
	handshake: Handshake,
	body: JsonObject,
	secret: string,
): HandshakeResponse | null {
	if (handshake.kind === 'acceptPing') return { status: 200, body: '' };
	if (handshake.kind === 'pong') return { status: 200, body: handshake.answer, contentType: JSON_TYPE };
	const text = textAt(handshake.from, context.getRequestObject(), body);
	if (text === null || text.length > MAX_TEXT_LENGTH) return null;
	if (handshake.kind === 'echo') return givenBack(text, handshake.to);
	if (handshake.kind === 'learnSecret')
		return learnable.test(text) ? answerToSecret(context, text, handshake.to) : null;
	if (secret === '' || !signable.test(text)) return null;
	const { names, encoding = 'hex', prefix = '' } = handshake;
	const signature = `${prefix}${createHmac('sha256', secret).update(text).digest(encoding)}`;
	const answer = { ...(names.text !== undefined && { [names.text]: text }), [names.signature]: signature };
	return { status: 200, body: JSON.stringify(answer), contentType: JSON_TYPE };
}

function givenBack(text: string, to: Target | undefined): HandshakeResponse | null {
	if (to === undefined) return { status: 200, body: text };
	if ('field' in to) return { status: 200, body: JSON.stringify({ [to.field]: text }), contentType: JSON_TYPE };
	return headerText.test(text) ? { status: 200, body: '', headers: { [to.header]: text } } : null;
}

const LESSONS: Readonly<Record<Lesson, string>> = {
	learned: 'The sender told a new signing secret, which is in force from now on.',
	known: 'The sender told a signing secret that is known already.',
	closed:
		'A secret was offered and refused: the trigger learns secrets for ten minutes after publishing. If it is from your sender, publish (activate) the workflow again, and create the webhook there once more.',
	full: 'A secret was offered and refused: the trigger has learned ten. If it is from your sender, use another trigger for further webhooks.',
};

/** A trigger that is tested has nothing to keep a secret in: n8n saves the data of published workflows only. */
const TESTED =
	'A secret was offered and refused: at the Test URL, nothing can be kept. Give the Production URL to the sender.';

/** Keeps a secret that the sender tells, and gives it back. */
function answerToSecret(context: IWebhookFunctions, secret: string, to: Target | undefined): HandshakeResponse | null {
	const isTested = context.getMode() === 'manual';
	const lesson = isTested ? 'closed' : learnSecret(context, secret);
	const { ip } = context.getRequestObject();
	warn(context, `secret-${lesson}`, isTested ? TESTED : LESSONS[lesson], { sender: ip });
	const answer = lesson === 'learned' || lesson === 'known' ? givenBack(secret, to) : REFUSED;
	return answer && { ...answer, isSavedFirst: lesson === 'learned' };
}

const JSON_TYPE = 'application/json; charset=utf-8';

const REFUSED: HandshakeResponse = { status: 401, body: '{"error":"unauthorized"}', contentType: JSON_TYPE };

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
	const value = kind === 'body' ? valueAt(body, name) : headers[place];
	return Array.isArray(value) && value.length === 0 ? EMPTY_LIST : toText(value);
}
