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

/** @returns whether the goal is reached */
function isReached({ measured, bound, direction }: Goal): boolean {
	return direction === 'at most' ? measured <= bound : measured >= bound;
}

/** Prints every goal with what was measured. */
export function printGoals(goals: readonly Goal[]): void {
	console.log('');
	for (const goal of goals) {
		const verdict = isReached(goal) ? 'reached    ' : 'NOT REACHED';
		console.log(`${verdict}  ${goal.what}: ${goal.format(goal.measured)} (${goal.direction} ${goal.format(goal.bound)})`);
	}
}

/** The goals as a table. */
export function goalTable(goals: readonly Goal[]): string {
	return markdownTable(
		['figure', 'measured', 'wanted', ''],
		goals.map((goal) => [
			goal.what,
			goal.format(goal.measured),
			`${goal.direction} ${goal.format(goal.bound)}`,
			isReached(goal) ? 'reached' : '**not reached**',
		]),
	);
}
