/** What a delivery says to be signed, part by part. */
import { createHash } from 'node:crypto';

import type { Delivery } from '../../../nodes/shared/delivery/delivery.ts';
import { hmac, idsOf, problemOf, reasonOf, receive, SECONDS, sender, URL_OF_NODE } from '../support/kernel.mts';

const sha256 = (text: string | Uint8Array) => createHash('sha256').update(text).digest('hex');

const BODY = '{"id":"evt_1","n":1.5,"ok":true,"list":[{"name":"ü"}],"__proto__":{"x":"own"}}';

type Sent = Partial<Omit<Delivery, 'body'>> & { body?: string };

/** A delivery whose sender signs these pieces, received by a template. */
function deliver(content: string, pieces: readonly string[], { body = BODY, headers = {}, ...sent }: Sent = {}) {
	const timestamp = { from: ['x-time'], unit: 'auto', tolerance: { past: 300, future: 300 } } as const;
	const definition = sender({ content, ...(content.includes('{timestamp}') && { timestamp }) });
	return receive(definition, { body, headers: { ...headers, 'x-signature': hmac(pieces) }, ...sent });
}

/** Jest takes a parameter without a value for a callback. */
const rows = (given: Array<[template: string, text: string, sent?: Sent]>) =>
	given.map(([template, text, sent = {}]) => [template, text, sent] as const);

describe('a part of the signed content', () => {
	const url = `${URL_OF_NODE}?a=1&b=%20x&b=2&e=`;

	it.each(
		rows([
			['{body}', BODY],
			['{sha256}', sha256(BODY)],
			['{url}', url, { url }],
			['{url}', URL_OF_NODE, { url: URL_OF_NODE }],
			['{path}', '/webhook/1/webhook?a=1&b=%20x&b=2&e=', { url }],
			['{path}', '', { url: 'https://n8n.example.com' }],
			['{path}', '?a=1', { url: 'https://n8n.example.com?a=1' }],
			['{path}', '/a', { url: '/a' }],
			['{method}', 'POST'],
			['{method}', 'PUT', { method: 'PUT' }],
			['{query:a}', '1', { url }],
			['{query:e}', '', { url }],
			['{header:x-a}', 'A b', { headers: { 'x-a': 'A b' } }],
			['{header:X-A}', 'A', { headers: { 'x-a': ['A'] } }],
			['{header:x-a|x-b}', 'B', { headers: { 'x-b': 'B' } }],
			['{header:x-a|x-b}', 'A', { headers: { 'x-a': 'A', 'x-b': 'B' } }],
			['{timestamp}', SECONDS, { headers: { 'x-time': SECONDS } }],
			['{body:id}', 'evt_1'],
			['{body:n}', '1.5'],
			['{body:ok}', 'true'],
			['{body:list.0.name}', 'ü'],
			['{body:__proto__.x}', 'own'],
			['{body:missing?}', ''],
			['{body:a}', '1 &', { body: 'a=1+%26&b=2' }],
			['{form}', 'a1b2', { body: 'b=2&a=1' }],
			['{form}', 'A1B1a1', { body: 'a=1&B=1&A=1' }],
			['{form}', 'a1a2', { body: 'a=2&a=1&a=2' }],
			['{form}', 'aü b', { body: 'a=%C3%BC+b' }],
			['v0|', 'v0|'],
		]),
	)('%s stands for %j', (template, piece, sent) => {
		expect(reasonOf(deliver(template, [piece], sent))).toBe('accepted');
		expect(reasonOf(deliver(template, [`${piece}x`], sent))).toBe('signature-mismatch');
	});

	it.each(
		rows([
			['{url}', '{url}'],
			['{path}', '{path}'],
			['{query:a}', 'query:a'],
			['{query:b}', 'query:b', { url }],
			['{query:a}', 'query:a', { url: URL_OF_NODE }],
			['{header:x-a|x-b}', 'x-a or x-b'],
			['{header:x-a}', 'x-a', { headers: { 'x-a': '' } }],
			['{header:x-a}', 'x-a', { headers: { 'x-a': ['A', 'A'] } }],
			['{header:x-a}', 'x-a', { headers: { 'x-a': 'é' } }],
			['{header:x-a}', 'x-a', { headers: { 'x-a': 'a\tb' } }],
			['{header:constructor}', 'constructor'],
			['{body:missing}', 'body:missing'],
			['{body:list}', 'body:list'],
			['{body:id.length}', 'body:id.length'],
			['{body:constructor}', 'body:constructor'],
			['{body:id}', 'body:id', { body: 'no JSON' }],
			['{body:id}', 'body:id', { body: '{"id":9007199254740993}' }],
			['{body:id}', 'body:id', { body: '{"id":null}' }],
			['{form}', '{form}'],
			['{form}', '{form}', { body: '' }],
		]),
	)('%s is missing, and %s is named', (template, about, sent) => {
		expect(deliver(template, [''], sent)).toMatchObject({
			reason: 'signature-malformed',
			problem: 'part-missing',
			about,
		});
	});

	it('of a time is missing without the time', () => {
		expect(deliver('{timestamp}', [''])).toMatchObject({ problem: 'timestamp-missing', about: 'x-time' });
	});

	it('may stand in any order, and more than once', () => {
		const pieces = ['POST', '|', BODY, URL_OF_NODE, SECONDS, BODY];
		const sent = { url: URL_OF_NODE, headers: { 'x-time': SECONDS } };
		const template = '{method}|{body}{url}{timestamp}{body}';
		expect(reasonOf(deliver(template, pieces, sent))).toBe('accepted');
		expect(reasonOf(deliver(template, [...pieces].reverse(), sent))).toBe('signature-mismatch');
	});

	it('is the digest of the body that was signed, where that is the re-serialised one', () => {
		const definition = sender({ content: '{sha256}', reserialised: true });
		const headers = { 'x-signature': hmac([sha256('{"a":1}')]) };
		expect(reasonOf(receive(definition, { body: '{ "a": 1 }', headers }))).toBe('accepted');
	});
});

/** Twilio: a body that is no form is bound by its digest in the query, and the address alone is signed. */
describe('the digest of the body in the query', () => {
	const twilio = (query: string, body = BODY) => {
		const url = `${URL_OF_NODE}${query}`;
		return deliver('{url}{form}', [url], { url, body });
	};
	const own = `bodySHA256=${sha256(BODY)}`;

	it('binds the body', () => {
		expect(twilio(`?a=1&${own}`)).toMatchObject({ outcome: 'accepted', event: { verifiedBy: 'signature' } });
	});

	it.each([
		['is that of another body', `?bodySHA256=${sha256('{}')}`],
		['is missing', '?a=1'],
		['is in capitals', `?bodySHA256=${sha256(BODY).toUpperCase()}`],
		['comes twice', `?${own}&${own}`],
	])('refuses the delivery where it %s', (_, query) => {
		expect(problemOf(twilio(query))).toBe('part-missing');
	});

	it('refuses a changed body', () => {
		expect(problemOf(twilio(`?${own}`, BODY.replace('evt_1', 'evt_2')))).toBe('part-missing');
	});

	it('counts for nothing where the body is a form, whose fields are signed', () => {
		const url = `${URL_OF_NODE}?bodySHA256=${sha256('a=2')}`;
		expect(reasonOf(deliver('{url}{form}', [url, 'a1'], { url, body: 'a=1' }))).toBe('accepted');
		expect(reasonOf(deliver('{url}{form}', [url], { url, body: 'a=2' }))).toBe('signature-mismatch');
	});
});

it('the fingerprint that names an event has nothing of the secret', () => {
	const definition = sender({ algorithm: 'digestSha1', content: '{secret}{body}' });
	const idWith = (secret: string) => {
		const signature = createHash('sha1').update(`${secret}{}`).digest('hex');
		return idsOf(receive(definition, { body: '{}', headers: { 'x-signature': signature } }, { secrets: [secret] }));
	};
	expect(idWith('first secret')).toEqual(idWith('second secret'));
	expect(idWith('first secret')).toEqual([`unknown|${sha256('{}')}`]);
});
