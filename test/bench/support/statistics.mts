/** What several measurements of one thing come to. */
export interface Summary {
	median: number;
	/** The tenth and the ninetieth percentile: eight of ten measurements lie between them. */
	low: number;
	high: number;
	count: number;
}

/**
 * @param values measurements, at least one
 * @param fraction 0 for the smallest, 0.5 for the median, 1 for the largest
 * @returns the percentile, interpolated between its neighbours
 */
export function percentile(values: readonly number[], fraction: number): number {
	const sorted = [...values].sort((one, other) => one - other);
	const position = (sorted.length - 1) * fraction;
	const below = sorted[Math.floor(position)];
	return below + (sorted[Math.ceil(position)] - below) * (position - Math.floor(position));
}

/** @param values measurements, at least one */
export function summarise(values: readonly number[]): Summary {
	return {
		median: percentile(values, 0.5),
		low: percentile(values, 0.1),
		high: percentile(values, 0.9),
		count: values.length,
	};
}

/**
 * Compares two things that were measured in the same rounds. Each round gives a ratio of its own, so that what slowed
 * the machine down for a while slowed both sides.
 *
 * @param one measurements, by round
 * @param other measurements in the same rounds
 */
export function ratios(one: readonly number[], other: readonly number[]): Summary {
	return summarise(one.map((value, round) => value / other[round]));
}
