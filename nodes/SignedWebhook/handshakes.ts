import { createHmac } from 'node:crypto';

import type { IWebhookDescription, IWebhookFunctions } from 'n8n-workflow';

import { printable } from '../shared/delivery/content';
import type { Place } from '../shared/delivery/scheme';
import { signingSecrets } from '../shared/endpoints/signing-secrets';
import type { HandshakeResponse, TriggerDefinition, WebhookRequest } from '../shared/trigger/definition';
import { warn } from '../shared/n8n/log';
import { type JsonObject, toObject, toText, valueAt } from '../shared/util/json';
import { learnSecret, type Lesson } from './learned-secrets';

/** A request by which a sender checks an address, and its answer. It starts nothing. */
export type Handshake = {
	/** POST unless given. */
	method?: 'GET' | 'HEAD';
	/** What tells it from a delivery: texts that match, by their place. */
	when?: Readonly<Record<Place, RegExp>>;
	/**
	 * Whether the sender signs it, so that it is verified first. One that is not signed has no signature at all. One that is
	 * signed by another key than deliveries cannot be verified.
	 */
	isSigned?: true | 'by another key';
} & (
	| /** gives a text back as it is: alone, in a field of JSON (`body:name`) or in a header */ {
			kind: 'echo';
			from: Place;
			to?: Place;
	  }
	| /** gives the HMAC-SHA256 of a text back, in hex unless given, and the text with it, under these names */ {
			kind: 'keyedEcho';
			from: Place;
			names: { text?: string; signature: string };
			format?: { prefix: string; encoding: 'base64' };
	  }
	| /** keeps a text as a signing secret, and gives it back as `echo` does */ {
			kind: 'learnSecret';
			from: Place;
			to?: Place;
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

/** @returns a handshake of which no source says whether it is signed */
export function signedOrNot(handshake: Handshake): readonly Handshake[] {
	return [handshake, { ...handshake, isSigned: true }];
}

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

/** How an empty list reads as a text, for `when`: a heartbeat has one. */
const EMPTY_LIST = '[]';

/** What can be a secret. A sender makes it at random, so that it has nothing else. */
const learnable = /^[\w+/=.-]{16,500}$/;

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
	const secretsOf = async (context: IWebhookFunctions) => await signingSecrets(context, credentialType).known();
	return {
		handshake(context, request) {
			const body = bodyOf(request);
			const hasSignature = places.some((place) => textAt(place, request, body) !== null);
			const handshake = matching(handshakes, request, body, hasSignature ? 'by another key' : false);
			if (handshake?.kind !== 'keyedEcho')
				return handshake === undefined ? null : answerTo(context, handshake, body, '');
			return secretsOf(context).then(([secret = '']) => answerTo(context, handshake, body, secret));
		},
		async signedHandshake(context, { event, secretIndex }) {
			const request = context.getRequestObject();
			const handshake = matching(handshakes, request, event.body, true);
			if (handshake === undefined) return null;
			const secrets = await secretsOf(context);
			return answerTo(context, handshake, event.body, secrets[secretIndex] ?? '');
		},
	};
}

function matching(
	handshakes: readonly Handshake[],
	request: WebhookRequest,
	body: JsonObject,
	signed: boolean | 'by another key',
): Handshake | undefined {
	return handshakes.find(
		({ method = 'POST', when = {}, isSigned = false }) =>
			method === request.method &&
			isSigned === signed &&
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
	if (handshake.kind === 'echo') return echo(text, handshake.to);
	if (handshake.kind === 'learnSecret') return learnable.test(text) ? learn(context, text, handshake.to) : null;
	if (secret === '' || !signable.test(text)) return null;
	const { names, format: { prefix, encoding } = { prefix: '', encoding: 'hex' } } = handshake;
	const signature = prefix + createHmac('sha256', secret).update(text).digest(encoding);
	return json({ ...(names.text !== undefined && { [names.text]: text }), [names.signature]: signature });
}

/** @returns the answer, or null where the text cannot be a header */
function echo(text: string, to: Place | undefined): HandshakeResponse | null {
	if (to === undefined) return { status: 200, body: text };
	if (to.startsWith('body:')) return json({ [to.slice('body:'.length)]: text });
	return printable.test(text) ? { status: 200, body: '', headers: { [to]: text } } : null;
}

const LESSONS: Readonly<Record<Lesson | 'tested', string>> = {
	learned: 'The sender told a new signing secret, which is in force from now on.',
	known: 'The sender told a signing secret that is known already.',
	closed:
		'A secret was offered and refused: the trigger learns secrets for ten minutes after publishing. If it is from your sender, publish (activate) the workflow again, and create the webhook there once more.',
	full: 'A secret was offered and refused: the trigger has learned ten. If it is from your sender, use another trigger for further webhooks.',
	// n8n saves the static data of published workflows only.
	tested:
		'A secret was offered and refused: at the Test URL, nothing can be kept. Give the Production URL to the sender.',
};

/** Keeps a secret that the sender tells, and gives it back. */
function learn(context: IWebhookFunctions, secret: string, to: Place | undefined): HandshakeResponse | null {
	const lesson = context.getMode() === 'manual' ? 'tested' : learnSecret(context, secret);
	warn(context, `secret-${lesson}`, LESSONS[lesson], { sender: context.getRequestObject().ip });
	if (lesson !== 'learned' && lesson !== 'known') return { ...json({ error: 'unauthorized' }), status: 401 };
	const answer = echo(secret, to);
	return answer && { ...answer, isSavedFirst: lesson === 'learned' };
}

const json = (body: JsonObject): HandshakeResponse => ({
	status: 200,
	body: JSON.stringify(body),
	contentType: JSON_TYPE,
});

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
	const value = kind === 'body' ? valueAt(body, name) : headers[place];
	return Array.isArray(value) && value.length === 0 ? EMPTY_LIST : toText(value);
}
