/** Where a list, and the body of a form, are found. */
import type { DeliveryDefinition } from '../../../nodes/shared/delivery/definition.ts';
import { hmac, receive, reasonOf, sender } from '../support/kernel.mts';

function deliver(body: string, changes: Partial<DeliveryDefinition> = {}) {
	return receive(sender({}, changes), { body, headers: { 'x-signature': hmac([body]) } });
}

const eventsOf = (...parameters: Parameters<typeof deliver>) => {
	const verdict = deliver(...parameters);
	if (!('events' in verdict)) throw new Error(verdict.reason);
	return verdict.events.map(({ body, envelope }) => ({ body, envelope }));
};

describe('entriesField', () => {
	it('leads to a list, and the scalar fields around it come along', () => {
		const body = '{"at":1,"team":null,"list":[{"id":"a"},{"id":"b"}],"other":{"x":1}}';
		expect(eventsOf(body, { entriesField: 'list' })).toEqual([
			{ body: { id: 'a' }, envelope: { at: 1, team: null } },
			{ body: { id: 'b' }, envelope: { at: 1, team: null } },
		]);
	});

	it('leads through a list to another one, and both envelopes come along', () => {
		const body = '{"object":"page","entry":[{"id":"1","changes":[{"n":1},{"n":2}]},{"id":"2","changes":[{"n":3}]}]}';
		expect(eventsOf(body, { entriesField: 'entry[].changes[]' })).toEqual([
			{ body: { n: 1 }, envelope: { object: 'page', id: '1' } },
			{ body: { n: 2 }, envelope: { object: 'page', id: '1' } },
			{ body: { n: 3 }, envelope: { object: 'page', id: '2' } },
		]);
	});

	it('takes an outer entry without an inner list for an event', () => {
		const body = '{"object":"page","entry":[{"id":"1"},{"id":"2","changes":[{"n":3}]},"text"]}';
		expect(eventsOf(body, { entriesField: 'entry[].changes[]' })).toEqual([
			{ body: { id: '1' }, envelope: { object: 'page' } },
			{ body: { n: 3 }, envelope: { object: 'page', id: '2' } },
			{ body: { value: 'text' }, envelope: { object: 'page' } },
		]);
	});

	it('that leads nowhere, or to something else than a list, leaves the body as it is', () => {
		expect(eventsOf('{"id":"a"}', { entriesField: 'list' })).toEqual([{ body: { id: 'a' } }]);
		expect(eventsOf('{"list":{"id":"a"}}', { entriesField: 'list' })).toEqual([{ body: { list: { id: 'a' } } }]);
	});
});

describe('a list', () => {
	it('without entries is one event all the same', () => {
		expect(eventsOf('[]')).toEqual([{ body: {} }]);
		expect(eventsOf('{"id":"a","list":[]}', { entriesField: 'list' })).toEqual([{ body: { id: 'a', list: [] } }]);
	});

	it('may hold something else than objects', () => {
		expect(eventsOf('["a",1]').map(({ body }) => body)).toEqual([{ value: 'a' }, { value: 1 }]);
	});

	it('has 1,000 entries at the most', () => {
		const listOf = (count: number) => JSON.stringify(Array(count).fill({}));
		expect(reasonOf(deliver(listOf(1_000)))).toBe('accepted');
		expect(reasonOf(deliver(listOf(1_001)))).toBe('too-many-entries');
	});
});

describe('formField', () => {
	const form = (fields: Record<string, string>) => new URLSearchParams(fields).toString();

	it('names the field of a form that holds the body as JSON', () => {
		const body = form({ payload: '{"id":"a"}', other: '1' });
		expect(eventsOf(body, { formField: 'payload' })).toEqual([{ body: { id: 'a' } }]);
		expect(eventsOf(form({ events: '[{"id":"a"},{"id":"b"}]' }), { formField: 'events' })).toHaveLength(2);
	});

	it('that holds no JSON leaves the fields of the form', () => {
		const fields = { payload: 'text', list: '[1]' };
		expect(eventsOf(form(fields), { formField: 'payload' })).toEqual([{ body: { payload: 'text', list: [1] } }]);
	});
});

describe('jsonFields', () => {
	it.each<[string, unknown]>([
		['{"data":"{\\"id\\":7}"}', { id: 7 }],
		['{"data":" [1,2]"}', [1, 2]],
		['{"data":"{\\"id\\":"}', '{"id":'],
		['{"data":"7"}', '7'],
		['{"data":{"id":"{}"}}', { id: '{}' }],
		['{"data":null}', null],
	])('are read: %s', (body, data) => {
		expect(eventsOf(body, { jsonFields: ['data', 'identity'] })).toEqual([{ body: { data } }]);
	});

	it('are those that are named', () => {
		const body = '{"other":"{}"}';
		expect(eventsOf(body, { jsonFields: ['data', 'constructor'] })).toEqual([{ body: { other: '{}' } }]);
	});
});
