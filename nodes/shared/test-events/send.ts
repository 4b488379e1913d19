import type { IExecuteFunctions, IHookFunctions } from 'n8n-workflow';

import { rawRequest } from '../http/raw-request';
import type { SignedDelivery } from './sign';

/** As long as the most patient provider that documents its patience waits, and then some. */
const TIMEOUT_MS = 30_000;

/**
 * Sends a delivery as a sender would: without a credential, and without following redirects.
 *
 * @returns the receiver's response, or the network's own words where there is none
 */
export async function sendDelivery(
	context: IExecuteFunctions | IHookFunctions,
	{ url, body, headers }: SignedDelivery,
) {
	return await rawRequest(context, { method: 'POST', url, headers, body, timeout: TIMEOUT_MS });
}
