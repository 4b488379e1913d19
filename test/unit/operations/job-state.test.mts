import { jobState } from '../../../nodes/shared/operations/job-state.ts';

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
