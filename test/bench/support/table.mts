import { markdownTable as render } from 'markdown-table';

/**
 * Lays a table out in Markdown, its columns aligned so that it can be read in a terminal too.
 *
 * @param head the titles
 * @param rows the cells; the first column is text, the others are figures
 */
export const markdownTable = (head: readonly string[], rows: ReadonlyArray<readonly string[]>): string =>
	render([head, ...rows], { align: ['', ...head.slice(1).map(() => 'r')] });

/** @param nanoseconds a duration */
export function duration(nanoseconds: number): string {
	if (nanoseconds < 1e6) return `${(nanoseconds / 1e3).toFixed(nanoseconds < 1e5 ? 1 : 0)} µs`;
	return `${(nanoseconds / 1e6).toFixed(nanoseconds < 1e8 ? 1 : 0)} ms`;
}

/** @param value a ratio */
export const times = (value: number): string => `${value.toFixed(2)} ×`;

/** A number in two or three digits. */
export const short = (value: number): string => value.toFixed(value < 10 ? 1 : 0);

/** How often each status is there. */
export const tally = (statuses: readonly string[]): string =>
	[...new Set(statuses)]
		.map((status) => `${statuses.filter((other) => other === status).length} × ${status}`)
		.join(', ') || 'none';
