import type { ApiRequest } from './provider';

/** How an attempt went wrong: with a status, or without any answer (null). */
interface Failure {
	status: number | null;
	/** The value of the Retry-After header, where there was one. */
	retryAfter?: string;
	/** Whether it was a success whose body was none of the provider's. */
	unreadable?: boolean;
}

/** How often a request is sent at most. */
export const MAX_ATTEMPTS = 4;

/** Milliseconds; a provider that asks for more patience than this gets an error to the user instead. */
export const MAX_PAUSE_MS = 30_000;

const FIRST_PAUSE_MS = 400;

/**
 * Decides whether a failed request is sent again, and when.
 *
 * A 429 says that nothing was done: any request is repeated. After every other failure the work may have been done, so
 * only what may be done twice is repeated (RFC 9110, section 9.2.2). That includes a 503 with Retry-After: a gateway
 * sends it too, after it has passed the request on. A success whose body nobody reads is such a failure where the body
 * is a proxy's page or broken off.
 *
 * @param request the request that failed
 * @param failure how it failed
 * @param attempt how often it has been sent, from 1
 * @param now epoch milliseconds
 * @param random a number from 0 to below 1, which spreads out clients that failed together
 * @returns milliseconds to wait before the next attempt, or null to give up
 */
export function pauseBeforeRetry(
	request: Pick<ApiRequest, 'method' | 'idempotent' | 'expects'>,
	failure: Failure,
	attempt: number,
	now: number,
	random: number,
): number | null {
	if (attempt >= MAX_ATTEMPTS) return null;

	const { status, unreadable } = failure;
	const broken = status === null || status >= 500 || (unreadable && request.expects === 'anything');
	const repeatable = request.method !== 'POST' || request.idempotent === true;
	if (status !== 429 && !(broken && repeatable)) return null;

	const asked = status === 429 || status === 503 ? retryAfterMilliseconds(failure.retryAfter, now) : null;
	const pause = asked ?? FIRST_PAUSE_MS * 2 ** (attempt - 1) * (0.5 + random);
	return pause <= MAX_PAUSE_MS ? pause : null;
}

/**
 * Reads a Retry-After header (RFC 9110, section 10.2.3).
 *
 * @param value seconds or an HTTP date
 * @param now epoch milliseconds
 * @returns milliseconds from now, never negative, or null where the header says nothing
 */
export function retryAfterMilliseconds(value: string | undefined, now: number): number | null {
	if (value === undefined || value.trim() === '') return null;
	const seconds = Number(value);
	const wait = Number.isNaN(seconds) ? Date.parse(value) - now : seconds * 1000;
	return Number.isNaN(wait) ? null : Math.max(0, wait);
}
