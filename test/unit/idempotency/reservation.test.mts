import { guardFor } from '../../../nodes/shared/idempotency/reservation.ts';

describe('the replay guard of a node', () => {
	it('is the same each time', () => {
		expect(guardFor('w', 'n')).toBe(guardFor('w', 'n'));
	});

	it.each([
		['w', 'other'],
		['other', 'n'],
	])('is not that of workflow %s, node %s', (workflowId, nodeId) => {
		expect(guardFor(workflowId, nodeId)).not.toBe(guardFor('w', 'n'));
	});

	it('is made anew after 500 other nodes have been busy', () => {
		const before = guardFor('w', 'quiet');
		for (let index = 0; index < 500; index++) guardFor('w', `busy-${index}`);
		expect(guardFor('w', 'quiet')).not.toBe(before);
	});

	it('stays while the node is busy itself', () => {
		const before = guardFor('w', 'active');
		for (let index = 0; index < 600; index++) {
			guardFor('w', `other-${index}`);
			guardFor('w', 'active');
		}
		expect(guardFor('w', 'active')).toBe(before);
	});
});
