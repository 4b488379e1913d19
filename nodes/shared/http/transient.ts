import { NodeApiError } from 'n8n-workflow';

/**
 * @returns whether the same request may succeed later: after no response, a response that is not the API's, a rate
 * limit, or an internal error of the provider
 */
export function isTransient(error: unknown): boolean {
	if (!(error instanceof NodeApiError)) return false;
	const status = Number(error.httpCode);
	return !(status >= 300) || status === 429 || status >= 500;
}

/** @returns whether the provider returned 404 */
export function isNotFound(error: unknown): boolean {
	return error instanceof NodeApiError && error.httpCode === '404';
}
