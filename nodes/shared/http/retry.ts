import type { ApiRequest } from './provider';

/** A failed attempt. */
interface Failure {
	/** Null if there was no response. */
	status: number | null;
	/** The value of the Retry-After header, if any. */
	retryAfter?: string;
	/** Whether it was a success with a body that is not JSON. */
	unreadable?: boolean;
}

export const MAX_ATTEMPTS = 4;

/** If a provider asks for a longer pause, the request fails. */
export const MAX_PAUSE_MS = 30_000;

const FIRST_PAUSE_MS = 400;

/**
 * Decides whether a failed request is sent again, and when.
 *
 * A 429 means that nothing was done, so any request is repeated. After any other failure the request may have taken
 * effect, so it is repeated only if a second one changes nothing (RFC 9110, section 9.2.2). A 503 with Retry-After is no
 * exception: a gateway may send it after it has forwarded the request. If the caller does not read the body, the page of
 * a proxy or truncated JSON counts as such a failure.
 *
 * @param attempt number of attempts so far
 * @param now epoch milliseconds
 * @param random from 0 to below 1; spreads out clients that failed together
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
 * @returns milliseconds from now, never negative, or null without a valid header
 */
export function retryAfterMilliseconds(value: string | undefined, now: number): number | null {
	if (value === undefined || value.trim() === '') return null;
	const seconds = Number(value);
	const wait = Number.isNaN(seconds) ? Date.parse(value) - now : seconds * 1000;
	return Number.isNaN(wait) ? null : Math.max(0, wait);
}
