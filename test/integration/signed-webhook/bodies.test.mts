/** Bodies of every kind at the Signed Webhook Trigger: forms, texts, XML, nothing, and what n8n leaves no bytes of. */
import { receiveSigned, useReceivers } from './support/receiver.mts';

const RECEIVED = { status: 200, body: '{"received":true}' };

const log = useReceivers();

describe('an authentic body', () => {
	it.each<[string, string, string | undefined, object]>([
		['of JSON', '{"type":"a","id":"1"}', 'application/json', { type: 'a', id: '1' }],
		['of JSON of a type of its own', '{"id":"1"}', 'application/cloudevents+json', { id: '1' }],
		['of JSON without a type', '{"id":"1"}', undefined, { id: '1' }],
		['with a byte order mark', '\ufeff{"id":"1"}', 'application/json', { id: '1' }],
		['that is a form', 'a=1&b=x+y%26&a=2', 'application/x-www-form-urlencoded', { a: ['1', '2'], b: 'x y&' }],
		[
			'that is a form with JSON in a field',
			`payload=${encodeURIComponent('{"zen":[1]}')}`,
			'application/x-www-form-urlencoded; charset=utf-8',
			{ payload: { zen: [1] } },
		],
		['of text', 'disk full', 'text/plain', { text: 'disk full' }],
		['of XML', '<order id="1"/>', 'application/xml', { text: '<order id="1"/>' }],
		['of XML of the other type', '<a>é</a>', 'text/xml; charset=utf-8', { text: '<a>é</a>' }],
		['that is empty', '', 'application/json', {}],
		['that is empty, without a type', '', undefined, {}],
	])('%s starts the workflow', async (_, text, type, body) => {
		const { receiver, deliver } = await receiveSigned();
		expect(await deliver(text, type)).toEqual(RECEIVED);
		expect(receiver.items).toEqual([[expect.objectContaining({ body, verifiedBy: 'signature' })]]);
	});

	it('that is an empty list is one event without fields', async () => {
		const { receiver, deliver } = await receiveSigned();
		expect(await deliver('[]', 'application/json')).toEqual(RECEIVED);
		expect(receiver.items).toEqual([[expect.objectContaining({ body: {} })]]);
	});

	it.each([
		['is not UTF-8', Buffer.from([0x7b, 0xff, 0x7d]), 'text/plain', /not UTF-8.*Set the character encoding to UTF-8/],
		['says that it is JSON and is not', Buffer.from('{"a":'), 'application/cloudevents+json', /not JSON/],
	])('that %s is answered 400, with a log line that names the cure', async (_, bytes, type, cure) => {
		const { receiver, deliver } = await receiveSigned();
		expect(await deliver(bytes, type)).toMatchObject({ status: 400 });
		expect(receiver.items).toEqual([]);
		expect(log.warnings.join('\n')).toMatch(cure);
	});
});

const parts = '--x\r\nContent-Disposition: form-data; name="json"\r\n\r\n{"id":"1"}\r\n--x--\r\n';
const falseGzip = { 'Content-Encoding': 'gzip' };

describe('a body of which n8n leaves no bytes', () => {
	it.each([
		[
			'is multipart',
			parts,
			'multipart/form-data; boundary=x',
			{},
			/multipart.*Set the sender to deliver JSON or a URL/,
		],
		['is multipart of another kind', parts, 'multipart/mixed; boundary=x', {}, /its body is multipart/],
		['is not compressed as it claims', '{}', 'application/octet-stream', falseGzip, /could not be read.*compressed/],
		[
			'is larger than n8n reads',
			Buffer.alloc(16 * 1024 * 1024 + 1),
			'application/octet-stream',
			{},
			/could not be read.*N8N_PAYLOAD_SIZE_MAX/,
		],
	])('and that %s is refused, with a log line that names the cure', async (_, body, type, headers, cure) => {
		const { receiver, deliver } = await receiveSigned();
		expect(await deliver(body, type, headers)).toMatchObject({ status: 401 });
		expect(receiver.items).toEqual([]);
		expect(log.warnings).toEqual([expect.stringMatching(cure)]);
	});

	it.each([
		['is multipart', parts, 'multipart/form-data; boundary=x', {}],
		['is not compressed as it claims', '{}', 'application/octet-stream', falseGzip],
		['is larger than n8n reads', Buffer.alloc(16 * 1024 * 1024 + 1), 'application/octet-stream', {}],
	])('and that %s is not taken for an empty one, though its token is right', async (_, body, type, headers) => {
		const { receiver, deliver } = await receiveSigned({ algorithm: 'token' });
		expect(await deliver('{"id":"1"}', 'application/octet-stream')).toEqual(RECEIVED);
		expect(await deliver(body, type, headers)).toMatchObject({ status: 400 });
		expect(receiver.items).toHaveLength(1);
		expect(log.warnings).toHaveLength(1);
	});
});
