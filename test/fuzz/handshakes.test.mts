/** Every answer of every handshake comes back as a delivery: whoever can ask must get nothing that starts a workflow. */
import type { Handshake } from '../../nodes/SignedWebhook/handshakes.ts';
import { collectWarnings } from '../integration/triggers/support/warnings.mts';
import { closeReceivers, listen, type Receiver, trigger } from '../integration/signed-webhook/support/receiver.mts';
import { secretFor } from '../support/documented/catalogue-signer.mts';
import { deliveryOf, factsBySender } from '../support/documented/facts.mts';
import { printFigures } from '../support/figures.mts';
// After the clock, which the node takes hold of when it is loaded.
import { knownSenders } from '../../nodes/SignedWebhook/known-senders.ts';
import { createRandom, seed } from './random.mts';

const ROUNDS = Math.max(3, Math.ceil(Number(process.env.FUZZ_INPUTS || 100_000) / 10_000));

const random = createRandom(seed);
const { pick } = random;

const LETTERS = 'abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-_';

/** A text to be given back or signed: mostly what senders use, and what could be JSON, a form or a signed content. */
function newText(): string {
	const seconds = String(Math.floor(Date.now() / 1000));
	const word = Array.from({ length: 1 + random.below(200) }, () => pick([...LETTERS])).join('');
	return pick([word, word, word, seconds, 'true', 'null', '0', `v0-${seconds}`, `v0:${seconds}:{}`, '{"id":1}', 'a=1']);
}

/** A text that a pattern of a handshake asks for. */
function textFor({ source }: RegExp): string {
	const literal = source.replace(/^\^|\$$/g, '').replaceAll('\\', '');
	const text = [literal, '7'].find((each) => new RegExp(source).test(each));
	if (text === undefined) throw new Error(`Nothing matches ${source}`);
	return text;
}

interface Request {
	method: string;
	query: string;
	headers: Record<string, string>;
	body?: string;
}

/** The request of a handshake, with a text where it has one. */
function requestOf({ when = {}, ...handshake }: Handshake, text: string): Request {
	const method: string = handshake.method ?? 'POST';
	const places = Object.entries(when).map(([place, pattern]) => [place, textFor(pattern)]);
	if ('from' in handshake)
		places.push([handshake.from, handshake.kind === 'learnSecret' ? text.padEnd(16, 'x') : text]);
	const query = new URLSearchParams();
	const headers: Record<string, string> = {};
	const body: Record<string, unknown> = {};
	for (const [place, value] of places as Array<[string, string]>) {
		const [kind, name] = place.includes(':') ? place.split(/:(.*)/s) : ['header', place];
		if (kind === 'query') query.set(name!, value);
		else if (kind === 'header') headers[name!] = value;
		else set(body, name!.split('.'), value === '[]' ? [] : value);
	}
	const sent = method === 'POST' ? { body: JSON.stringify(body) } : {};
	return { method, query: query.size > 0 ? `?${query.toString()}` : '', headers, ...sent };
}

function set(target: Record<string, unknown>, [name, ...rest]: string[], value: unknown): void {
	if (rest.length === 0) target[name!] = value;
	else set((target[name!] ??= {}) as Record<string, unknown>, rest, value);
}

async function call({ url }: Receiver, { method, query, headers, body }: Request) {
	const type = { 'content-type': 'application/json' };
	const response = await fetch(`${url}${query}`, { method, headers: { ...type, ...headers }, body });
	const text = method === 'HEAD' ? '' : await response.text();
	return { status: response.status, text, secret: response.headers.get('x-hook-secret') };
}

/** All texts of an answer: as a whole, and each one in its JSON. */
function textsIn({ text, secret }: { text: string; secret: string | null }): string[] {
	let values: unknown[] = [];
	try {
		values = Object.values(JSON.parse(text) as object);
	} catch {
		// It is a text.
	}
	return [text, ...values.map(String), secret ?? ''].filter((each) => each !== '');
}

/** A delivery that has a text of an answer as its signature. */
function disguised(sender: (typeof knownSenders)[number], signature: string, body: string): Request {
	const { places, format, timestamp, deliveryId = [] } = sender.delivery.signature;
	const now = String(Math.floor(Date.now() / 1000));
	const written = {
		plain: `${format.kind === 'plain' ? (format.prefix ?? '') : ''}${signature}`,
		pairs: format.kind === 'pairs' ? `${format.timestampKey ?? 't'}=${now},${format.signatureKey}=${signature}` : '',
		tagged: `v1,${signature}`,
		jwt: signature,
		callbackUrl: signature,
	}[format.kind];
	const from = timestamp === undefined || timestamp.from === 'signature' ? [] : timestamp.from;
	const headers = Object.fromEntries([
		...from.map((place) => [place, pick([now, '0', ''])]),
		...deliveryId.map((place) => [place, 'msg_1']),
		[places[0], written],
	]) as Record<string, string>;
	const inHeaders = Object.entries(headers).filter(([place]) => !place.includes(':'));
	return { method: 'POST', query: '', headers: Object.fromEntries(inHeaders) as Record<string, string>, body };
}

afterEach(async () => {
	jest.restoreAllMocks();
	await closeReceivers();
});

const answering = knownSenders.filter(({ handshakes = [] }) => handshakes.length > 0);

it.each(answering.map((sender) => [sender.delivery.provider, sender] as const))(
	'the answers of %s start nothing',
	async (value, sender) => {
		collectWarnings();
		const facts = factsBySender[value];
		const { secret, signingKey } = secretFor(facts.signs);
		const receiver = await listen({ sender: value }, { webhookSecret: secret });
		await trigger.webhookMethods.default.create.call(receiver.hooks);
		const figures = { answers: 0, deliveries: 0 };

		for (let round = 0; round < ROUNDS; round++) {
			for (const handshake of sender.handshakes ?? []) {
				const text = newText();
				const asked = requestOf(handshake, text);
				const own = deliveryOf(value, facts, {
					body: asked.body,
					now: Date.now(),
					url: receiver.publicUrl,
					signingKey,
				});
				const request = handshake.isSigned ? { ...asked, headers: { ...own.headers, ...asked.headers } } : asked;
				// Learned secrets are refused here: the key of the facts is not among them.
				const answer = await call(receiver, request);
				if (answer.status === 200) figures.answers += 1;
				// A signed request that cannot be answered is an event like others.
				const authentic = receiver.items.length;
				for (const signature of textsIn(answer)) {
					const bodies = [text, JSON.stringify(text), answer.text, '', '{"event":"forged"}', `${text}=`];
					for (const body of bodies) {
						figures.deliveries += 1;
						await call(receiver, disguised(sender, signature, body));
					}
				}
				expect(receiver.items).toHaveLength(authentic);
			}
		}
		if (sender.handshakes?.some(({ isSigned, kind }) => !isSigned && kind !== 'keyedEcho')) {
			expect(figures.answers).toBeGreaterThan(0);
		}
		printFigures(
			`fuzz: answers of ${value} as deliveries`,
			{ deliveries: figures.deliveries, lost: 0, duplicated: 0, forgedAccepted: 0 },
			{ answers: figures.answers, seed },
		);
	},
	120_000,
);
