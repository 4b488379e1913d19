import { quantile } from 'simple-statistics';

/** What several measurements of one thing come to: eight of ten lie between `low` and `high`. */
export function summarise(values: number[]): Record<'median' | 'low' | 'high', number> {
	const [low, median, high] = quantile(values, [0.1, 0.5, 0.9]);
	return { median, low, high };
}

/** Compares two things round by round, so that what slowed the machine down for a while slowed both sides. */
export const ratios = (one: readonly number[], other: readonly number[]) =>
	summarise(one.map((value, round) => value / other[round]));
