import { markdownTable, times } from './table.mts';

const row = (what: string, measured: string, wanted: string, isReached: boolean): string[] => [
	what,
	measured,
	wanted,
	isReached ? 'reached' : '**not reached**',
];

/** A row for a figure that is to be small; the last argument says how figures are written. */
export const atMost = (what: string, measured: number, bound: number, format = times): string[] =>
	row(what, format(measured), `at most ${format(bound)}`, measured <= bound);

/** A row for a figure that is to be large. */
export const atLeast = (what: string, measured: number, bound: number, format = times): string[] =>
	row(what, format(measured), `at least ${format(bound)}`, measured >= bound);

/** The figures that the package wants to reach, with what was measured. */
export const goalTable = (rows: string[][]): string => markdownTable(['figure', 'measured', 'wanted', ''], rows);
