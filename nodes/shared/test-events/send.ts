import type { IExecuteFunctions, IHookFunctions } from 'n8n-workflow';

import { rawRequest } from '../http/raw-request';
import type { SignedDelivery } from './sign';

/** Longer than any provider documents to wait. */
const TIMEOUT_MS = 30_000;

/**
 * Sends a delivery like a sender: without a credential, and without following redirects.
 *
 * @returns the receiver's response, or the network error as `cause`
 */
export async function sendDelivery(
	context: IExecuteFunctions | IHookFunctions,
	{ url, body, headers }: SignedDelivery,
) {
	return await rawRequest(context, { method: 'POST', url, headers, body, timeout: TIMEOUT_MS });
}
