import { jobState } from '../../../nodes/shared/operations/job-state.ts';

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
