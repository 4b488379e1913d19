const iso8601 = /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}(?::\d{2}(?:\.\d{1,9})?)?(?:Z|[+-]\d{2}:?\d{2})$/i;

const decimal = /^\d{1,16}(?:\.\d{1,9})?$/;

/** March 1973. Smaller numbers are epoch seconds, or not a time. */
const EARLIEST_MILLISECONDS = 100_000_000_000;

/** @returns the time that {@link epochMilliseconds} reads, as ISO 8601 in UTC, or null */
export function isoTimestamp(value: unknown): string | null {
	const time = epochMilliseconds(value);
	return time === null ? null : new Date(time).toISOString();
}

/**
 * Reads a time in a body. Ambiguous values are refused: a text without a UTC offset, and a small number, which may be
 * seconds.
 *
 * @param value epoch milliseconds, or ISO 8601 with an offset
 * @returns epoch milliseconds, or null for anything else
 */
export function epochMilliseconds(value: unknown): number | null {
	if (typeof value === 'string') return iso8601.test(value) && dayExists(value) ? timeOf(value) : null;
	return typeof value === 'number' && value >= EARLIEST_MILLISECONDS ? timeOf(value) : null;
}

/**
 * @param value seconds since 1970, as a number or a decimal text
 * @returns epoch milliseconds, or null for anything else
 */
export function unixSeconds(value: unknown): number | null {
	const seconds = typeof value === 'string' && decimal.test(value) ? Number(value) : value;
	return typeof seconds === 'number' && seconds >= 0 ? timeOf(seconds * 1000) : null;
}

/**
 * Reads the timestamp of a signature. A number consists of digits and an optional fraction: parsers disagree on other
 * notations.
 *
 * @param unit of the number; `auto`: milliseconds if it is too large for seconds, or ISO 8601 with an offset
 * @returns epoch milliseconds, or null if the text is not a time
 */
export function timeOfSending(text: string, unit: 'seconds' | 'milliseconds' | 'auto'): number | null {
	if (!decimal.test(text)) return unit === 'auto' ? epochMilliseconds(text) : null;
	const value = Number(text);
	const inMilliseconds = unit === 'milliseconds' || (unit === 'auto' && value > EARLIEST_MILLISECONDS);
	return timeOf(inMilliseconds ? value : value * 1000);
}

/** `Date` reads 30 February as 2 March. */
function dayExists(iso: string): boolean {
	const day = Number(iso.slice(8, 10));
	return day <= 28 || new Date(iso.slice(0, 10)).getUTCDate() === day;
}

function timeOf(value: string | number): number | null {
	const time = new Date(value).getTime();
	return Number.isNaN(time) ? null : time;
}
