import { perKeyCache } from '../../../nodes/shared/util/per-key-cache.ts';

const registry = () => perKeyCache(() => ({}));

describe('what a node has one of', () => {
	it('is the same each time, and not that of another node', () => {
		const own = registry();
		expect(own.get('w:n')).toBe(own.get('w:n'));
		expect(own.get('w:n')).not.toBe(own.get('w:other'));
	});

	it('is made anew after 500 other nodes have been busy', () => {
		const own = registry();
		const before = own.get('quiet');
		for (let index = 0; index < 500; index++) own.get(`busy-${index}`);
		expect(own.get('quiet')).not.toBe(before);
	});

	it('stays while the node is busy itself', () => {
		const own = registry();
		const before = own.get('active');
		for (let index = 0; index < 600; index++) {
			own.get(`other-${index}`);
			own.get('active');
		}
		expect(own.get('active')).toBe(before);
	});
});
