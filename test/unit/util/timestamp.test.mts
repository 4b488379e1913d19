import fc from 'fast-check';

import { epochMilliseconds, isoTimestamp, unixSeconds } from '../../../nodes/shared/util/timestamp.ts';

describe('epochMilliseconds', () => {
	it.each([
		['2026-05-18T10:00:00.000Z', '2026-05-18T10:00:00.000Z'],
		['2025-01-15T10:30:00Z', '2025-01-15T10:30:00.000Z'],
		['2025-01-15T10:30Z', '2025-01-15T10:30:00.000Z'],
		['2025-01-15T10:30:00.1Z', '2025-01-15T10:30:00.100Z'],
		['2025-01-15T10:30:00.123456789Z', '2025-01-15T10:30:00.123Z'],
		['2025-01-15T10:30:00+05:30', '2025-01-15T05:00:00.000Z'],
		['2025-01-15T10:30:00-0800', '2025-01-15T18:30:00.000Z'],
		['2025-01-15T10:30:00+00:00', '2025-01-15T10:30:00.000Z'],
		['2025-01-15t10:30:00z', '2025-01-15T10:30:00.000Z'],
	])('reads %s as %s', (text, expected) => {
		expect(epochMilliseconds(text)).toBe(Date.parse(expected));
	});

	it.each([1634567890123, Date.parse('2026-05-18T10:00:00Z'), 8.64e15])('reads %d as it is', (value) => {
		expect(epochMilliseconds(value)).toBe(value);
	});

	it.each([
		['an empty text', ''],
		['a date without a time', '2025-01-15'],
		['a time without an offset, which is no point in time', '2025-01-15T10:30:00'],
		['a time with a space in the middle', '2025-01-15 10:30:00Z'],
		['milliseconds as a text', '1634567890123'],
		['an English date', 'Wed, 15 Jan 2025 10:30:00 GMT'],
		['a month that does not exist', '2025-13-01T00:00:00Z'],
		['an hour that does not exist', '2025-01-15T25:00:00Z'],
		['an offset that does not exist', '2025-01-15T10:30:00+25:00'],
		['two times', '2025-01-15T10:30:00Z2025-01-15T10:30:00Z'],
		['a line break at the end', '2025-01-15T10:30:00Z\n'],
		['a year of six digits', '+012025-01-15T10:30:00Z'],
		['a number beyond the range of dates', 8.64e15 + 1],
		['an infinite number', Number.POSITIVE_INFINITY],
		['null', null],
		['undefined', undefined],
		['a boolean', true],
		['a list', ['2025-01-15T10:30:00Z']],
		['an object', { seconds: 1 }],
	])('does not read %s', (_, value) => {
		expect(epochMilliseconds(value)).toBeNull();
	});

	it('does not read a day that the month does not have, rather than move to the next month', () => {
		expect(epochMilliseconds('2025-02-30T00:00:00Z')).toBeNull();
	});

	// As milliseconds it would be January 1970, so every age limit would refuse the event.
	it('does not take epoch seconds for milliseconds', () => {
		expect(epochMilliseconds(1634567890)).toBeNull();
	});
});

describe('isoTimestamp', () => {
	const earliest = Date.parse('1000-01-01T00:00:00Z');
	const latest = Date.parse('9999-12-31T23:59:59.999Z');
	const anyTime = fc.integer({ min: earliest, max: latest });

	it('writes milliseconds as Date.toISOString does', () => {
		fc.assert(
			fc.property(fc.integer({ min: 100_000_000_000, max: 8.64e15 }), (time) => {
				expect(isoTimestamp(time)).toBe(new Date(time).toISOString());
			}),
		);
	});

	it('returns a text that Date.toISOString wrote as it is', () => {
		fc.assert(
			fc.property(anyTime, (time) => {
				const text = new Date(time).toISOString();
				expect(isoTimestamp(text)).toBe(text);
			}),
		);
	});

	it('turns a text with another offset into UTC, before 1970 too', () => {
		fc.assert(
			fc.property(anyTime, (time) => {
				const local = new Date(time).toISOString().replace('Z', '+00:00');
				expect(isoTimestamp(local)).toBe(new Date(time).toISOString());
			}),
		);
	});

	it.each([
		['2024-02-29T10:00:00.000Z', '2024-02-29T10:00:00.000Z'],
		['2026-01-31T24:00:00.000Z', '2026-02-01T00:00:00.000Z'],
	])('reads %s, at the end of a month, as %s', (text, expected) => {
		expect(isoTimestamp(text)).toBe(expected);
	});

	it.each([
		'2026-02-30T00:00:00.000Z',
		'2026-02-29T00:00:00.000Z',
		'2026-13-01T00:00:00.000Z',
		'2026-01-01T24:00:01.000Z',
		1_634_567_890,
		null,
	])('finds no time in %p', (value) => {
		expect(isoTimestamp(value)).toBeNull();
	});
});

describe('unixSeconds', () => {
	it.each([
		[1_700_000_000, 1_700_000_000_000],
		['1700000000', 1_700_000_000_000],
		['1700000000.5', 1_700_000_000_500],
		[0, 0],
	])('reads %j', (value, expected) => {
		expect(unixSeconds(value)).toBe(expected);
	});

	it.each([[-1], ['-1'], [''], ['1e9'], ['2026-05-18T10:00:00Z'], [null], [Number.NaN], [1e20], ['9999999999999999']])(
		'finds no time in %j',
		(value) => {
			expect(unixSeconds(value)).toBeNull();
		},
	);
});
