/** What a proven body becomes. */
import { hmac, idsOf, receive, sender } from '../support/kernel.mts';

const definition = sender();

const deliver = (body: string | Uint8Array, contentType?: string, changes: Parameters<typeof sender>[1] = {}) =>
	receive(
		{ ...definition, ...changes },
		{ body, headers: { 'x-signature': hmac([body]), ...(contentType && { 'content-type': contentType }) } },
	);

const JSON_TYPE = 'application/json';
const FORM_TYPE = 'application/x-www-form-urlencoded';

/** Anybody can send a recorded delivery with another content type: it is not signed. */
describe('the content type', () => {
	const types = [JSON_TYPE, FORM_TYPE, 'text/plain', 'application/xml', undefined];

	it.each([
		['an object', '{"id":"evt_1","type":"done","note":"a=b"}'],
		['a list', '[{"id":"evt_1","type":"done"}]'],
		['a form', 'id=evt_1&type=done'],
		['a form with JSON in it', 'payload=%7B%22id%22%3A1%7D&id=evt_1'],
		['a form whose first field is empty', 'note=&id=evt_1'],
		['an XML text', '<event id="evt_1">a=b</event>'],
		['a text', 'Job evt_1 is done.'],
		['a text with an equals sign', 'id = evt_1'],
		['base64', 'ZXZ0XzE='],
		['nothing', ''],
	])('of %s makes no other event of it', (_, body) => {
		const verdicts = types.map((type) => deliver(body, type));
		for (const { outcome } of verdicts) expect(outcome).toBe('accepted');
		expect(new Set(verdicts.flatMap(idsOf)).size).toBe(1);
	});

	it.each(['{"id":"evt_1",', ' {id: 1}', '[{"id":1}', '{"a":1}{"b":2}'])(
		'of %s, which is meant to be JSON, does not make a text of it',
		(body) => {
			for (const type of types) expect(deliver(body, type)).toMatchObject({ outcome: 'invalid', reason: 'not-json' });
		},
	);
});

describe('the entries of a list', () => {
	/** A sender that signs an id of the delivery. */
	const withId = sender({ content: '{header:x-id}.{body}', deliveryId: ['x-id'] });
	const deliverList = (body: string, id = 'msg_1', definition = withId) =>
		receive(definition, { body, headers: { 'x-id': id, 'x-signature': hmac([`${id}.`, body]) } });

	it('have ids of their own where only the delivery has one', () => {
		const body = '[{"n":1},{"n":2},{"n":1}]';
		expect(idsOf(deliverList(body))).toEqual(['msg_1', 'msg_1|1', 'msg_1|2']);
		expect(idsOf(deliverList(body, 'msg_2'))).toEqual(['msg_2', 'msg_2|1', 'msg_2|2']);
	});

	it('have ids of their own where the definition takes the id from a signed header', () => {
		const read: typeof withId.read = (body, event, signed) => ({
			...withId.read(body, event, signed),
			identity: signed.header('x-id'),
		});
		expect(idsOf(deliverList('[{"n":1},{"n":2}]', 'msg_1', { ...withId, read }))).toEqual([
			'msg_1',
			expect.stringMatching(/^msg_1\|[0-9a-f]{64}$/),
		]);
	});

	it('have the ids that they name, and a second entry of one id is another event only if it says something else', () => {
		expect(idsOf(deliver('[{"id":"a","n":1},{"id":"b"},{"id":"a","n":1},{"id":"a","n":2}]'))).toEqual([
			'a',
			'b',
			'a',
			expect.stringMatching(/^a\|[0-9a-f]{64}$/),
		]);
	});

	it('may be as deep as JSON can be', () => {
		const deep = (letter: string) => `{"${letter}":${'['.repeat(100_000)}${']'.repeat(100_000)}}`;
		const ids = idsOf(deliver(`[${deep('a')},${deep('b')},{"id":"c"}]`));
		expect(ids).toHaveLength(3);
		expect(new Set(ids).size).toBe(3);
		expect(idsOf(deliver(`[${deep('c')}]`))).not.toEqual([ids[0]]);
	});
});

describe('a number that JSON.parse rounds', () => {
	const issuesOf = (body: string) => {
		const verdict = deliver(body, JSON_TYPE);
		return 'event' in verdict ? (verdict.event.issues ?? []).filter((issue) => issue.includes('2^53')) : [];
	};

	it.each([
		'{"type":"done","n":9007199254740993}',
		'{"type":"done","n":-9007199254740993}',
		'{"type":"done","n": 9007199254740993}',
		'{"type":"done","n":1e16}',
		'{"type":"done","n":1.5E+20}',
		'{"type":"done","n":[1,[2,90071992547409931]]}',
		'{"type":"done","n":\n\t{"of":\n\t-123456789012345678}}',
		'[{"id":1,"type":"done","n":9007199254740993}]',
		'payload=%7B%22n%22%3A9007199254740993%7D&type=done',
	])('is named in %s', (body) => {
		expect(issuesOf(body)).toHaveLength(1);
	});

	it.each([
		'{"type":"done","n":9007199254740991}',
		'{"type":"done","n":"9007199254740993"}',
		'{"type":"done","n":1e-20}',
	])('is none in %s', (body) => {
		expect(issuesOf(body)).toEqual([]);
	});
});
