import { replayGuardOf } from '../../../nodes/shared/glue/replay-guards.ts';

describe('the replay guard of a node', () => {
	it('is the same each time', () => {
		expect(replayGuardOf('w', 'n')).toBe(replayGuardOf('w', 'n'));
	});

	it.each([
		['w', 'other'],
		['other', 'n'],
	])('is not that of workflow %s, node %s', (workflowId, nodeId) => {
		expect(replayGuardOf(workflowId, nodeId)).not.toBe(replayGuardOf('w', 'n'));
	});

	it('is made anew after 500 other nodes have been busy', () => {
		const before = replayGuardOf('w', 'quiet');
		for (let index = 0; index < 500; index++) replayGuardOf('w', `busy-${index}`);
		expect(replayGuardOf('w', 'quiet')).not.toBe(before);
	});

	it('stays while the node is busy itself', () => {
		const before = replayGuardOf('w', 'active');
		for (let index = 0; index < 600; index++) {
			replayGuardOf('w', `other-${index}`);
			replayGuardOf('w', 'active');
		}
		expect(replayGuardOf('w', 'active')).toBe(before);
	});
});
