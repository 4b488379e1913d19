import {
	MAX_PAUSE_MS,
	MAX_ATTEMPTS,
	pauseBeforeRetry,
	retryAfterMilliseconds,
} from '../../../nodes/shared/http/retry.ts';

const NOW = Date.parse('2026-05-18T10:00:00Z');
const get = { method: 'GET' } as const;
const post = { method: 'POST' } as const;
const pause = (
	request: Parameters<typeof pauseBeforeRetry>[0],
	failure: Parameters<typeof pauseBeforeRetry>[1],
	{ attempt = 1, random = 0.5 } = {},
) => pauseBeforeRetry(request, failure, attempt, NOW, random);

describe('the retry policy', () => {
	it.each([400, 401, 402, 403, 404, 408, 409, 410, 413, 422, 499, 301, 302])('gives up on a GET after %d', (status) => {
		expect(pause(get, { status })).toBeNull();
	});

	it.each([null, 429, 500, 501, 502, 503, 504, 599])('repeats a GET after %j', (status) => {
		expect(pause(get, { status })).toBe(400);
	});

	it.each(['GET', 'PUT', 'DELETE'] as const)('repeats a %s that got no answer', (method) => {
		expect(pause({ method }, { status: null })).toBe(400);
	});

	it.each([null, 500, 502, 503, 504])('gives up on a POST after %j, since its work may have been done', (status) => {
		expect(pause(post, { status })).toBeNull();
	});

	it.each([null, 500, 502, 504])('repeats a POST that may be done twice after %j', (status) => {
		expect(pause({ method: 'POST', idempotent: true }, { status })).toBe(400);
	});

	it('repeats a POST after 429, which says that nothing was done', () => {
		expect(pause(post, { status: 429 })).toBe(400);
	});

	it.each(['0', '2', 'Mon, 18 May 2026 10:00:05 GMT', 'soon'])(
		'gives up on a POST after 503 with Retry-After %s: a gateway sends it too, after it has passed the order on',
		(retryAfter) => {
			expect(pause(post, { status: 503, retryAfter })).toBeNull();
		},
	);

	it('repeats a POST that may be done twice after 503, when the provider asks for it', () => {
		expect(pause({ method: 'POST', idempotent: true }, { status: 503, retryAfter: '2' })).toBe(2_000);
	});

	it.each([
		[1, 400],
		[2, 800],
		[3, 1600],
	])('doubles the pause: before attempt %d + 1 it is %d ms', (attempt, expected) => {
		expect(pause(get, { status: 500 }, { attempt })).toBe(expected);
	});

	it('gives up after the last attempt', () => {
		expect(pause(get, { status: 429 }, { attempt: MAX_ATTEMPTS })).toBeNull();
	});

	it.each([
		[0, 200],
		[0.999, 599.6],
	])('spreads the pause: with the random number %d it is %d ms', (random, expected) => {
		expect(pause(get, { status: 500 }, { random })).toBeCloseTo(expected);
	});

	it.each([429, 503])('waits for as long as the provider asks with %d', (status) => {
		expect(pause(get, { status, retryAfter: '7' })).toBe(7_000);
	});

	it('does not heed Retry-After with a status for which it means nothing', () => {
		expect(pause(get, { status: 500, retryAfter: '7' })).toBe(400);
	});

	it('waits for the longest pause', () => {
		expect(pause(get, { status: 429, retryAfter: '30' })).toBe(MAX_PAUSE_MS);
	});

	it.each(['31', '3600', 'Infinity', 'Mon, 18 May 2026 11:00:00 GMT'])(
		'gives up where the provider asks for more patience than that: %s',
		(retryAfter) => {
			expect(pause(get, { status: 429, retryAfter })).toBeNull();
		},
	);

	it('falls back to its own pause where Retry-After is unreadable', () => {
		expect(pause(get, { status: 429, retryAfter: 'soon' })).toBe(400);
	});
});

describe('Retry-After', () => {
	it.each([
		['0', 0],
		['7', 7_000],
		[' 7 ', 7_000],
		['1.5', 1_500],
		['-5', 0],
		['Mon, 18 May 2026 10:00:09 GMT', 9_000],
		['Mon, 18 May 2026 09:00:00 GMT', 0],
	])('%j means %d ms from now', (value, expected) => {
		expect(retryAfterMilliseconds(value, NOW)).toBe(expected);
	});

	it.each([undefined, '', '  ', 'soon', '7 seconds'])('%j says nothing', (value) => {
		expect(retryAfterMilliseconds(value, NOW)).toBeNull();
	});
});
