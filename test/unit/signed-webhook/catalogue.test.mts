/** Every row of the catalogue, with deliveries that are signed by its facts and by code that shares nothing with it. */
import { randomBytes } from 'node:crypto';

import { verifyDelivery } from '../../../nodes/shared/delivery/verify.ts';
import { catalogue } from '../../../nodes/SignedWebhook/catalogue/index.ts';
import type { SenderRow, UnsignedRow } from '../../../nodes/SignedWebhook/catalogue/row.ts';
import { toSender } from '../../../nodes/SignedWebhook/catalogue/to-sender.ts';
import { media as unsignedMedia } from '../../../nodes/SignedWebhook/catalogue/unsigned-media.ts';
import { knownSenders } from '../../../nodes/SignedWebhook/known-senders.ts';
import { secretProblem } from '../../../nodes/SignedWebhook/secret-check.ts';
import { callbackToken } from '../../support/callback-token.mts';
import { secretFor, type Signs } from '../../support/documented/catalogue-signer.mts';
import { deliveryOf, type FactsDelivery, factsBySender } from '../../support/documented/facts.mts';
import type { SignedRequest } from '../../support/documented/row.mts';
import { expectNone, expectSameEntries } from '../../support/expect-none.mts';

const NOW = Date.UTC(2026, 4, 18, 10);
const URL = 'https://n8n.example.com/webhook/b5f1c3f0/webhook';
const HOUR_MS = 3_600_000;

const RECEIVER = 'b5f1c3f0/webhook';
const WEEK_S = 7 * 86_400;

/** Signed with keys that are published, in ways of their own: test/integration/signed-webhook/published-keys.test.mts. */
const signedElsewhere = ['amazonSns', 'geminiPerRequest', 'googlePubSub', 'hedra', 'kinde', 'payPal'];

/** The address that an unsigned service calls has the token: it sends it as others send a secret. */
const CALLED: Signs = { algorithm: 'token', place: 'query:callback' };

const rows: ReadonlyArray<SenderRow | UnsignedRow> = [
	...catalogue.filter(({ value }) => !signedElsewhere.includes(value)),
	...unsignedMedia,
];
const factsOf = (value: string) => {
	const facts = factsBySender[value]!;
	return facts.signs.algorithm === 'none' ? { ...facts, signs: CALLED } : facts;
};

/** A secret that the user chose for callback URLs, and the token of one. */
function callbackSecret() {
	const secret = randomBytes(24).toString('base64url');
	return { secret, signingKey: callbackToken({ secret, receiver: RECEIVER, until: NOW / 1000 + WEEK_S }) };
}

it('has values and names that differ from each other and from those of the other senders', () => {
	for (const list of [
		knownSenders.map(({ delivery }) => delivery.provider),
		knownSenders.map(({ displayName }) => displayName),
	]) {
		expect(list).toEqual([...new Set(list)]);
	}
	for (const { value } of rows) expect(value).toMatch(/^[a-z][a-zA-Z0-9]*$/);
});

it('has a row for every sender whose facts are known, and facts for every row', () => {
	expectSameEntries(
		rows.map(({ value }) => value),
		Object.keys(factsBySender),
		'Each row of nodes/SignedWebhook/catalogue needs facts by which the tests sign, in test/support/documented/facts (docs/add-a-sender.md has an example). Missing: a row. Too much: the facts are missing.',
	);
});

it('names its sources, and marks senders that send a mere token', () => {
	const isToken = ({ signature }: SenderRow) => signature.algorithm === 'token';
	const saysToken = ({ name }: SenderRow) => name.endsWith('Token)') && !name.includes('Signing');
	const named = (filter: (row: SenderRow) => boolean) => catalogue.filter(filter).map(({ name }) => name);
	expectNone(
		named(({ source }) => !source.startsWith('https://')),
		'`source` is the https address of the page that says how the service signs.',
	);
	expectNone(
		named((row) => isToken(row) !== saysToken(row)),
		'The `name` of a row with the algorithm `token` ends with "(Token)", and no other name does.',
	);
});

it('counts the senders of the list', () => {
	const tokens = knownSenders.filter(({ delivery }) => delivery.signature.algorithm === 'token').length;
	const unconfirmed = knownSenders.filter(({ confidence }) => confidence === 'unconfirmed').length;
	const unsigned = knownSenders.filter(({ delivery }) => delivery.signature.format.kind === 'callbackUrl').length;
	const signing = knownSenders.length - tokens - unsigned;
	console.log(`${signing} that sign, ${tokens} with a token (${unconfirmed} unconfirmed); ${unsigned} by callback URL`);
	expect(signing).toBeGreaterThanOrEqual(245);
	expect(tokens).toBeGreaterThanOrEqual(42);
	expect(unsigned).toBeGreaterThanOrEqual(35);
});

describe.each(rows.map((row) => [row.name, row] as const))('%s', (_name, row) => {
	const { delivery } = toSender(row);
	const facts = factsOf(row.value);
	const { timestamp, deliveryId, places, algorithm, format } = delivery.signature;
	const isUnsigned = format.kind === 'callbackUrl';
	const [own, other] = [1, 2].map(() => (isUnsigned ? callbackSecret() : secretFor(facts.signs))) as [
		ReturnType<typeof secretFor>,
		ReturnType<typeof secretFor>,
	];
	const timed = timestamp?.tolerance !== undefined;
	const hasId = row.idField !== undefined || deliveryId !== undefined;
	const signsFields = facts.signs.coversBody === false || ['adyen', 'mailgun'].includes(row.value);
	const ofRequest = isUnsigned ? 'callbackUrl' : 'token';
	const isToken = algorithm === 'token' || (format.kind === 'jwt' && signsFields);
	const proof = isUnsigned || isToken ? ofRequest : signsFields ? 'fields' : 'signature';
	const namesEvents = facts.eventField.length > 0;
	const nameIsUnsigned =
		(facts.eventField[0]?.startsWith('header:') === true && proof !== ofRequest) ||
		(proof === 'fields' && facts.signs.content?.includes(`{json:${facts.eventField[0]}}`) !== true);

	const make = (options: Partial<FactsDelivery> = {}) =>
		deliveryOf(row.value, facts, { now: NOW, url: URL, signingKey: own.signingKey, ...options });
	const receive = (request: SignedRequest, secret = own.secret, now = NOW) =>
		verifyDelivery(delivery, { ...request, receiver: RECEIVER }, { secrets: [secret], events: ['*'], maxAge: 0, now });
	const eventOf = (request: SignedRequest) => {
		const verdict = receive(request);
		if (!('event' in verdict)) throw new Error(JSON.stringify(verdict));
		return verdict.event;
	};
	const idOf = (request: SignedRequest) => eventOf(request).id;

	it('has a secret that can be entered', () => {
		expect(secretProblem(own.secret, delivery)).toBeNull();
	});

	it('receives a delivery, and names its event and its proof', () => {
		const verdict = receive(make());
		expect(verdict).toMatchObject({ outcome: 'accepted', event: { provider: row.value, verifiedBy: proof } });
		if (!('event' in verdict)) return;
		if (namesEvents) expect(verdict.event.event).toBe('thing.happened');
		expect(
			(verdict.event.issues ?? []).filter((issue) => !/^(only these parts are|what is) signed/.test(issue)),
		).toEqual([]);
	});

	it('refuses another key, and a delivery without its signature', () => {
		expect(receive(make(), other.secret)).toEqual({ outcome: 'unauthorized', reason: 'signature-mismatch' });
		const { headers, ...request } = make();
		const kept = Object.fromEntries(Object.entries(headers).filter(([name]) => !places.includes(name)));
		if (places[0].startsWith('query:')) request.url = URL;
		if (!places[0].startsWith('body:')) {
			expect(receive({ ...request, headers: kept })).toMatchObject({
				reason: 'signature-missing',
			});
		}
	});

	if (proof === 'signature') {
		it('refuses a delivery with another byte at the start, in the middle or at the end', () => {
			const request = make({ extra: 'more' });
			// The last letter of a token has bits that say nothing.
			const end = request.body.length - (places[0] === 'body:' ? 2 : 1);
			for (const at of [0, request.body.length >> 1, end]) {
				const body = Buffer.from(request.body);
				body[at] ^= 1;
				expect(receive({ ...request, body }).outcome).toBe('unauthorized');
			}
		});
	}

	it(timed ? 'refuses what is too old, and another time' : 'signs no time', () => {
		const late = receive(make(), own.secret, NOW + (timestamp?.tolerance?.past ?? 0) * 1000 + HOUR_MS);
		expect(late).toMatchObject(timed ? { reason: 'too-old' } : { outcome: 'accepted' });
		const from = delivery.signature.timestamp?.from ?? [];
		if (!timed || from === 'signature' || from[0].startsWith('body:')) return;
		const request = make();
		const place = from.find((name) => name in request.headers) ?? '';
		const headers = { ...request.headers, [place]: make({ now: NOW + 1_000 }).headers[place] };
		expect(receive({ ...request, headers })).toMatchObject({ reason: 'signature-mismatch' });
	});

	it(row.everyDeliveryIsNew ? 'takes every delivery for a new event' : 'knows a delivery that comes again', () => {
		expect(idOf(make()) === idOf(make())).toBe(row.everyDeliveryIsNew !== true);
	});

	it('takes another event and another id for a new event, where they are signed', () => {
		const first = idOf(make());
		const idIsSigned = facts.idField[0]?.startsWith('header:') === false || hasId;
		if (facts.idField.length > 0) expect(idOf(make({ id: 'id-2' })) !== first).toBe(idIsSigned);
		// One callback URL is one event, whatever it is called with at the end.
		if (hasId || !namesEvents || isUnsigned) return;
		if (nameIsUnsigned) {
			expect(idOf(make({ event: 'made.up' }))).toBe(idOf(make({ event: 'made.up.too' })));
			const [known] = row.events ?? [];
			expect(idOf(make({ event: known }))).not.toBe(first);
		} else {
			expect(idOf(make({ event: 'another.event' }))).not.toBe(first);
		}
	});

	it('survives bodies of any shape', () => {
		for (const extra of ['constructor', '__proto__', '', '{"a":[]}']) {
			expect(receive(make({ event: extra || 'x', extra })).outcome).toBe('accepted');
		}
	});

	if (facts.job !== undefined) {
		const { id, status, completed = [], failed = [], several = [], results = [], error, bodies = [] } = facts.job;
		const told = (fields: Record<string, unknown>) => eventOf(make({ fields }));
		const statusAt = (word: string) => told({ [status!]: word }).status;

		it('reads the job and what became of it', () => {
			if (id !== undefined) expect(told({ [id]: 'job-7' }).jobId).toBe('job-7');
			for (const word of completed) expect([word, statusAt(word)]).toEqual([word, 'completed']);
			for (const word of failed) expect([word, statusAt(word)]).toEqual([word, 'failed']);
			for (const word of several) expect(['started', 'progress', 'info']).toContain(statusAt(word));
			for (const [fields, end] of bodies) expect(told(fields).status).toBe(end);
		});

		it('reads the results and the error', () => {
			const url = 'https://cdn.example.com/result.mp4';
			for (const path of results) expect(told({ [path]: url }).results).toContainEqual({ url });
			for (const word of error === undefined ? [] : failed) {
				expect(told({ [status!]: word, [error!]: 'out of memory' }).error).toBe('out of memory');
			}
		});
	}

	if (facts.vector !== undefined) {
		const { secret, headers, body, url = URL } = facts.vector;
		it('verifies the published vector', () => {
			const lower = Object.fromEntries(Object.entries(headers).map(([name, value]) => [name.toLowerCase(), value]));
			const type = facts.body === 'form' ? 'application/x-www-form-urlencoded' : 'text/plain';
			const verdict = receive(
				{ method: 'POST', url, headers: { 'content-type': type, ...lower }, body: Buffer.from(body) },
				secret,
			);
			if (timed) expect(verdict).toMatchObject({ reason: 'too-old' });
			else expect(verdict).toMatchObject({ outcome: 'accepted' });
		});
	}
});

describe('lists', () => {
	const entries = {
		attio: 'events',
		auth0: '',
		fastSpring: 'events',
		goCardless: 'events',
		hubSpot: '',
		hubSpotV1: '',
		mailjet: '',
		meta: 'entry',
		microsoftGraph: 'value',
		quickBooks: '',
		salesforceMarketingCloud: '',
		sendGrid: '',
		statsig: 'data',
		wistia: 'events',
		xero: 'events',
	};

	it.each(Object.entries(entries))('of %s become an event an entry', (value, field) => {
		const row = catalogue.find((each) => each.value === value)!;
		const facts = factsBySender[value];
		const { secret, signingKey } = secretFor(facts.signs);
		const whole = (id: string) => {
			const { body } = deliveryOf(value, facts, { event: `event of ${id}`, id, now: NOW, url: URL, signingKey });
			return JSON.parse(body.toString()) as Record<string, unknown[]> | unknown[];
		};
		const [first, second] = ['id-1', 'id-2'].map(whole);
		const list = (body: typeof first) => (Array.isArray(body) ? body : body[field]);
		const both = [...list(first), ...list(second)];
		const text = JSON.stringify(field === '' ? both : { ...first, [field]: both });
		const request = signedText(text);
		const verdict = verifyDelivery(toSender(row).delivery, request, {
			secrets: [secret],
			events: ['*'],
			maxAge: 0,
			now: NOW,
		});
		const events = 'events' in verdict ? verdict.events : [];
		expect(events.map(({ event }) => event)).toEqual(['event of id-1', 'event of id-2']);
		expect(new Set(events.map(({ id }) => id)).size).toBe(2);

		function signedText(body: string): SignedRequest {
			return deliveryOf(value, facts, { now: NOW, url: URL, signingKey, body });
		}
	});
});

it('names an event of Telegram by the field that is there', () => {
	const facts = factsBySender.telegram;
	const { secret, signingKey } = secretFor(facts.signs);
	const request = deliveryOf('telegram', facts, { now: NOW, url: URL, signingKey });
	const telegram = knownSenders.find(({ delivery }) => delivery.provider === 'telegram')!;
	expect(
		verifyDelivery(telegram.delivery, request, { secrets: [secret], events: ['callback_query'], maxAge: 0, now: NOW }),
	).toMatchObject({ outcome: 'accepted', event: { event: 'callback_query' } });
});
