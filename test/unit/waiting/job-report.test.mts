import { jobState } from '../../../nodes/shared/event/status-words.ts';
import { readJob } from '../../../nodes/shared/waiting/job-report.ts';

describe('jobState', () => {
	it('reads a word in any case', () => {
		expect([jobState('Completed'), jobState('FAILED')]).toEqual(['completed', 'failed']);
	});

	it.each(['half done', '', undefined, null, 0, {}, 'constructor', '__proto__'])(
		'takes %p, which is no documented end, for work that goes on',
		(word) => {
			expect(jobState(word)).toBe('pending');
		},
	);
});

describe('readJob', () => {
	it.each([
		['bare', { status: 'done' }],
		['in a field', { data: { status: 'done' } }],
		['in a field beside an id', { id: 'req_1', job: { state: 'done' } }],
	])('finds the state of a job %s', (_, answer) => {
		expect(readJob(answer)).toMatchObject({ state: 'completed', body: answer });
	});

	it.each([
		[{ error: 'E' }, 'E'],
		[{ error: { message: 'E' } }, 'E'],
		[{ error_message: 'E', message: 'M' }, 'E'],
		[{ message: 'M' }, 'M'],
		[{}, null],
	])('finds the reason of a failure in %j', (fields, error) => {
		expect(readJob({ status: 'failed', ...fields })).toMatchObject({ state: 'failed', error });
	});

	it.each([undefined, null, 'text', [], 7])('takes the answer %j for a job that goes on', (answer) => {
		expect(readJob(answer)).toEqual({ state: 'pending', error: null, fields: {}, body: {} });
	});
});
