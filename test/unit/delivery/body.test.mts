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
			for (const type of types) expect(deliver(body, type)).toEqual({ outcome: 'invalid', reason: 'not-json' });
		},
	);
});
