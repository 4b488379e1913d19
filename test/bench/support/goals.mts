import { markdownTable } from './table.mts';

/** A figure that the package wants to reach. */
export interface Goal {
	what: string;
	/** What was measured. */
	measured: number;
	/** The bound. */
	bound: number;
	direction: 'at most' | 'at least';
	/** How the two are written, for example `times`. */
	format: (value: number) => string;
}

const isReached = ({ measured, bound, direction }: Goal): boolean =>
	direction === 'at most' ? measured <= bound : measured >= bound;

/** The goals with what was measured. */
export const goalTable = (goals: readonly Goal[]): string =>
	markdownTable(
		['figure', 'measured', 'wanted', ''],
		goals.map((goal) => [
			goal.what,
			goal.format(goal.measured),
			`${goal.direction} ${goal.format(goal.bound)}`,
			isReached(goal) ? 'reached' : '**not reached**',
		]),
	);
