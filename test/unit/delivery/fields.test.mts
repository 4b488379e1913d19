/** Where only fields are signed, nothing else of a delivery decides what its event is. */
import { hmac, problemOf, receive, sender } from '../support/kernel.mts';

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
