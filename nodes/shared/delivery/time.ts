const iso8601 = /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}(?::\d{2}(?:\.\d{1,9})?)?(?:Z|[+-]\d{2}:?\d{2})$/i;

/** March 1973. A smaller number is epoch seconds, or no time at all. */
const EARLIEST_MILLISECONDS = 100_000_000_000;

/** What Date.toISOString writes, of a day that every month has. */
const canonical =
	/^\d{4}-(?:0[1-9]|1[0-2])-(?:0[1-9]|1\d|2[0-8])T(?:[01]\d|2[0-3]):[0-5]\d:[0-5]\d\.\d{3}Z$/;

/**
 * Reads the time that a provider put into a body.
 *
 * @param value as for `epochMilliseconds`
 * @returns the time in UTC as `Date.toISOString` writes it, or null where the value is no such thing
 */
export function isoTimestamp(value: unknown): string | null {
	// Most providers write it just so, and Date takes longer to read and write it than all the rest of an event.
	if (typeof value === 'string' && canonical.test(value)) return value;
	const time = epochMilliseconds(value);
	return time === null ? null : isoOf(time);
}

/**
 * Reads the time that a provider put into a body.
 *
 * A text without an offset from UTC is no point in time, and a small number may be seconds, so neither is guessed at.
 *
 * @param value epoch milliseconds, or an ISO 8601 text with an offset
 * @returns epoch milliseconds, or null where the value is no such thing
 */
export function epochMilliseconds(value: unknown): number | null {
	if (typeof value === 'string') return iso8601.test(value) && dayExists(value) ? valid(Date.parse(value)) : null;
	return typeof value === 'number' && value >= EARLIEST_MILLISECONDS ? valid(new Date(value).getTime()) : null;
}

/** Date.parse takes 30 February for 2 March. */
function dayExists(iso: string): boolean {
	const date = iso.slice(0, 10);
	const midnight = valid(Date.parse(`${date}T00:00:00Z`));
	return midnight !== null && new Date(midnight).toISOString().startsWith(date);
}

const DAY = 86_400_000;

let lastDay = { midnight: Number.NaN, text: '' };

/** `new Date(time).toISOString()`, but the calendar is asked once for all times of a day. */
function isoOf(time: number): string {
	const midnight = Math.floor(time / DAY) * DAY;
	if (midnight !== lastDay.midnight) {
		lastDay = { midnight, text: new Date(midnight).toISOString().slice(0, -'00:00:00.000Z'.length) };
	}
	const seconds = Math.floor((time - midnight) / 1000);
	const hours = digits(seconds / 3600, 2);
	const minutes = digits((seconds / 60) % 60, 2);
	return `${lastDay.text}${hours}:${minutes}:${digits(seconds % 60, 2)}.${digits((time - midnight) % 1000, 3)}Z`;
}

const digits = (value: number, length: number): string => String(Math.floor(value)).padStart(length, '0');

function valid(time: number): number | null {
	return Number.isNaN(time) ? null : time;
}
