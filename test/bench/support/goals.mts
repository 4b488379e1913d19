import { markdownTable, times } from './table.mts';

/** A row for a figure that the package wants to reach, beside what was measured. */
export function goal(what: string, measured: number, direction: 'at most' | 'at least', bound: number, format = times): string[] {
	const isReached = direction === 'at most' ? measured <= bound : measured >= bound;
	return [what, format(measured), `${direction} ${format(bound)}`, isReached ? 'reached' : '**not reached**'];
}

/** A table of goals. */
export const goalTable = (rows: string[][]): string => markdownTable(['figure', 'measured', 'wanted', ''], rows);
