import { NodeApiError } from 'n8n-workflow';

/**
 * @param error what a request threw
 * @returns whether the same request may succeed later: there was no answer, or one that is not the API's, or it was
 * one request too many, or the provider had an internal error
 */
export function isTransient(error: unknown): boolean {
	if (!(error instanceof NodeApiError)) return false;
	const status = Number(error.httpCode);
	return !(status >= 300) || status === 429 || status >= 500;
}

/**
 * @param error what a request threw
 * @returns whether the provider answered that there is no such thing
 */
export function isNotFound(error: unknown): boolean {
	return error instanceof NodeApiError && error.httpCode === '404';
}
