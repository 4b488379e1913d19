const iso8601 = /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}(?::\d{2}(?:\.\d{1,9})?)?(?:Z|[+-]\d{2}:?\d{2})$/i;

/**
 * Reads the time that a provider put into a body.
 *
 * A text without an offset from UTC is no point in time, so it is not guessed at.
 *
 * @param value epoch milliseconds, or an ISO 8601 text with an offset
 * @returns epoch milliseconds, or null where the value is no such thing
 */
export function epochMilliseconds(value: unknown): number | null {
	if (typeof value === 'string' && !iso8601.test(value)) return null;
	if (typeof value !== 'string' && typeof value !== 'number') return null;
	const time = new Date(value).getTime();
	return Number.isNaN(time) ? null : time;
}
