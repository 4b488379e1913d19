import type { Goal } from '../support/goals.mts';
import type { Summary } from '../support/statistics.mts';
import { markdownTable } from '../support/table.mts';

/** What the package costs before the first delivery. */
export interface LoadFigures {
	/** How many node and credential types it has. */
	types: number;
	/** Milliseconds to require and construct all of them, by the clock. */
	milliseconds: Summary;
	/** The same, in CPU time. */
	cpuMilliseconds: Summary;
	/** Bytes of heap that they keep. */
	heap: Summary;
	/** Bytes of what users download. */
	tarball: number;
	/** Bytes of what is installed, and of how many files. */
	installed: number;
	files: number;
}

const KB = 1_000;

const milliseconds = (value: number): string => `${value.toFixed(1)} ms`;
const kilobytes = (value: number): string => `${(value / KB).toFixed(1)} KB`;

export function loadTable(figures: LoadFigures): string {
	const spread = ({ median, low, high }: Summary, format: (value: number) => string) => [
		format(median),
		`${format(low)} to ${format(high)}`,
	];
	return markdownTable(
		['what', 'figure', 'eight of ten'],
		[
			[`requiring all ${figures.types} types, CPU time`, ...spread(figures.cpuMilliseconds, milliseconds)],
			[`requiring all ${figures.types} types, by the clock`, ...spread(figures.milliseconds, milliseconds)],
			['heap that they keep', ...spread(figures.heap, kilobytes)],
			['tarball', kilobytes(figures.tarball), ''],
			[`installed, ${figures.files} files`, kilobytes(figures.installed), ''],
		],
	);
}

export function loadGoals({ tarball, cpuMilliseconds }: LoadFigures): Goal[] {
	return [
		{ what: 'tarball', measured: tarball, bound: 80 * KB, direction: 'at most', format: kilobytes },
		{
			what: 'requiring all types, CPU time',
			measured: cpuMilliseconds.median,
			bound: 60,
			direction: 'at most',
			format: milliseconds,
		},
	];
}
