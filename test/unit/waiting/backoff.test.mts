import { backoff } from '../../../nodes/shared/waiting/backoff.ts';

const intervals = (random: number, ...first: number[]) => {
	jest.spyOn(Math, 'random').mockReturnValue(random);
	const next = backoff(...first);
	return Array.from({ length: 8 }, () => Math.round(next()));
};

afterEach(() => {
	jest.restoreAllMocks();
});

describe('the intervals between requests for work', () => {
	it('grow from two seconds to twenty', () => {
		expect(intervals(0.5)).toEqual([2000, 3200, 5120, 8192, 13107, 20000, 20000, 20000]);
	});

	it('begin as the provider wants it', () => {
		expect(intervals(0.5, 3000).slice(0, 2)).toEqual([3000, 4800]);
	});

	it('are spread by a fifth either way', () => {
		expect([intervals(0)[0], intervals(1)[0]]).toEqual([1600, 2400]);
	});
});
