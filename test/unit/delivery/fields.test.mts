/** Where only fields are signed, nothing else of a delivery decides what its event is. */
import { toObject } from '../../../nodes/shared/util/json.ts';
import { hmac, idsOf, problemOf, receive, sender } from '../support/kernel.mts';

/** A sender that signs fields of its body, by their names; a name with a question mark may be missing. */
const signingFields = (...fields: string[]) =>
	sender({ content: fields.map((field) => `{body:${field}}`).join('.'), places: ['x-signature'] });

const signedBy = (texts: readonly string[]) => ({ 'x-signature': hmac([texts.join('.')]) });

describe('a field that is signed and may be missing', () => {
	const definition = signingFields('id', 'job?');
	const headers = signedBy(['1', '']);

	it.each([
		['is missing', '{"id":1}'],
		['is null', '{"id":1,"job":null}'],
		['is an empty text', '{"id":1,"job":""}'],
	])('counts as empty where it %s', (_, body) => {
		expect(receive(definition, { body, headers })).toMatchObject({
			outcome: 'accepted',
			event: { id: '1', jobId: null, verifiedBy: 'fields' },
		});
	});

	it.each([
		['is a number that JSON.parse rounds', '{"id":1,"job":9007199254740993}'],
		['is an object', '{"id":1,"job":{"id":"job_2"}}'],
		['is a list', '{"id":1,"job":["job_2"]}'],
		['is in a body that is too large to be read', `{"id":1,"job":"job_2","x":"${'x'.repeat(1024 * 1024)}"}`],
		['is in a body that is no object', '[{"id":1}]'],
	])('does not count as empty where it %s', (_, body) => {
		expect(problemOf(receive(definition, { body, headers }))).toBe('part-missing');
	});

	it('does not count as empty in a body that is too large, whatever else is signed', () => {
		const signingHeader = sender({ content: '{header:x-id}{body:job?}' });
		const recorded = { 'x-id': '1', 'x-signature': hmac(['1']) };
		const problem = (body: string) => problemOf(receive(signingHeader, { body, headers: recorded }));
		expect(problem('{}')).toBeNull();
		expect(problem(`{"job":"job_2","x":"${'x'.repeat(1024 * 1024)}"}`)).toBe('part-missing');
	});
});

describe('a form of which fields are signed', () => {
	const definition = signingFields('id', 'job');
	const headers = signedBy(['1', 'job_1']);

	it('gives the event its signed fields', () => {
		expect(receive(definition, { body: 'id=1&job=job_1&note=a', headers })).toMatchObject({
			event: { id: '1', jobId: 'job_1', body: { id: '1', job: 'job_1', note: 'a' }, verifiedBy: 'fields' },
		});
	});

	it.each(['id=2&id=1&job=job_1', 'id=1&id=1&job=job_1', 'id=1&job=job_2&job=job_1'])(
		'is refused where a signed field comes twice: %s',
		(body) => {
			expect(problemOf(receive(definition, { body, headers }))).toBe('part-missing');
		},
	);

	it('believes nothing inside the JSON of a field, which is not what was signed', () => {
		const nested = sender(
			{ content: '{body:id}.{body:payload.job?}' },
			{ read: ({ id, payload }, ...facts) => sender().read({ id, job: toObject(payload).job }, ...facts) },
		);
		const delivery = { body: 'id=1&payload=%7B%22job%22%3A%22job_2%22%7D', headers: signedBy(['1', '']) };
		expect(receive(nested, delivery)).toMatchObject({ event: { id: '1', jobId: null } });
	});
});

describe('a list in a body of which fields are signed', () => {
	const definition = {
		...signingFields('id', 'job'),
		entriesField: 'items',
	};
	const headers = signedBy(['1', 'job_1']);

	it('is not taken apart: nobody has signed its entries', () => {
		const body = '{"id":1,"job":"job_1","items":[{"id":2,"job":"job_2"},{"id":3}]}';
		expect(receive(definition, { body, headers })).toMatchObject({
			events: [{ id: '1', jobId: 'job_1', body: { items: [{ id: 2 }, { id: 3 }] } }],
		});
	});

	it('names no event, however it is changed', () => {
		const unnamed = { ...sender({ content: '{header:x-a}{body:job}' }), entriesField: 'items' };
		const recorded = { 'x-a': '1', 'x-signature': hmac(['1job_1']) };
		const verdicts = ['[{"id":1}]', '[{"id":2},{"id":3}]', '"none"'].map((items) =>
			receive(unnamed, { body: `{"job":"job_1","items":${items}}`, headers: recorded }),
		);
		expect(new Set(verdicts.flatMap(idsOf)).size).toBe(1);
	});

	it('is refused where it is the body itself', () => {
		const signingHeader = sender({ content: '{header:x-a}' });
		const recorded = { 'x-a': '1', 'x-signature': hmac(['1']) };
		expect(receive(signingHeader, { body: '{}', headers: recorded }).outcome).toBe('accepted');
		expect(receive(signingHeader, { body: '[{"id":1},{"id":2}]', headers: recorded })).toMatchObject({
			outcome: 'invalid',
			reason: 'not-an-object',
		});
	});

	it('is no body either where it is in the field of a form', () => {
		const body = `id=1&job=job_1&payload=${encodeURIComponent('{"id":"2","job":"job_2"}')}`;
		const verdict = receive({ ...definition, formField: 'payload' }, { body, headers });
		expect(verdict).toMatchObject({ events: [{ id: '1', jobId: 'job_1', body: { id: '1' } }] });
	});
});
