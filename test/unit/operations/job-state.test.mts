import { jobState, readJob } from '../../../nodes/shared/operations/job-state.ts';

describe('jobState', () => {
	it.each(['complete', 'completed', 'done', 'finished', 'ready', 'succeeded', 'success', 'Completed', 'DONE'])(
		'takes "%s" for completed',
		(word) => {
			expect(jobState(word)).toBe('completed');
		},
	);

	it.each(['canceled', 'cancelled', 'error', 'expired', 'failed', 'failure', 'rejected', 'FAILED'])(
		'takes "%s" for failed',
		(word) => {
			expect(jobState(word)).toBe('failed');
		},
	);

	it.each(['queued', 'processing', 'half done', '', undefined, null, 0, {}])(
		'takes %p, which it does not know, for work that goes on',
		(word) => {
			expect(jobState(word)).toBe('pending');
		},
	);

	it.each(['constructor', 'toString', '__proto__'])('does not take the name "%s" for a known word', (word) => {
		expect(jobState(word)).toBe('pending');
	});
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
