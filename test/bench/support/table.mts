import { markdownTable as render } from 'markdown-table';

/** Lays rows out in Markdown: the keys of the first are the head, its first column is text, the others are figures. */
export function markdownTable(rows: ReadonlyArray<Record<string, string | number>>): string {
	const head = Object.keys(rows[0]);
	const cells = rows.map((row) => head.map((column) => String(row[column] ?? '')));
	return render([head, ...cells], { align: ['', ...head.slice(1).map(() => 'r')] });
}

/** A row for a figure that the package wants to reach, beside what was measured. */
export function goal(
	figure: string,
	measured: number,
	direction: 'at most' | 'at least',
	bound: number,
	format = times,
) {
	const isReached = direction === 'at most' ? measured <= bound : measured >= bound;
	const wanted = `${direction} ${format(bound)}`;
	return { figure, measured: format(measured), wanted, '': isReached ? 'reached' : '**not reached**' };
}

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
