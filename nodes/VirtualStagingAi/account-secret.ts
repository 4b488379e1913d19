import { createHash } from 'node:crypto';

import type { IExecuteFunctions } from 'n8n-workflow';

import type { ApiContext } from '../shared/http/provider';
import { BoundedMap } from '../shared/util/bounded-map';
import { setWebhookSecret, virtualStagingAiApi } from './api';

/**
 * How an API refuses a body or a path that it does not know. The documentation names neither the field of the secret
 * nor the answers, and the user may have set the secret otherwise; so these refusals are no reason to give up.
 */
const REFUSALS: readonly number[] = [400, 404, 405, 422];

/** For so long the secret is not set again: another process, or somebody else, may set or remove it unseen. */
const REMEMBERED_FOR_MS = 300_000;

/** Accounts beyond this number push out the one that was set longest ago. */
const MAX_ACCOUNTS = 1_000;

/** Which secret this process has set for which account, both hashed, and when (epoch milliseconds). */
const setHere = new BoundedMap<string, { secretHash: string; at: number }>(MAX_ACCOUNTS);

/**
 * Sets the account's signing secret. Whatever the provider answers, only the secret that the user has entered is
 * accepted in deliveries.
 *
 * @param secret the secret to sign with
 * @param field the field of the request, once its name is known
 * @returns what the user has to know of a request that did not end as expected, or null; it contains no secret
 * @throws NodeApiError where the provider cannot be reached or refuses the credential
 */
export async function setAccountSecret(context: ApiContext, secret: string, field?: string): Promise<string | null> {
	const account = await accountOf(context);
	// Where the request fails, nobody knows which secret the account has.
	setHere.delete(account);
	const { status, answered } = await setWebhookSecret(context, secret, { field, accept: REFUSALS });
	if (REFUSALS.includes(status)) {
		return `Virtual Staging AI refused to set the signing secret (${status}). Deliveries are accepted only if they are signed with the Webhook Secret of the credential: make sure that the account signs with it, or enter the right Secret Field Name in the node's options.`;
	}
	if (answered !== null) {
		return `Virtual Staging AI answered with a signing secret (${hintOf(answered)}) that is not the Webhook Secret of the credential. It is not accepted. If deliveries are refused, run Webhook Secret: Set, which shows that secret, and enter it in the credential.`;
	}
	setHere.set(account, { secretHash: hashOf(secret), at: Date.now() });
	return null;
}

/**
 * Sets the account's signing secret as {@link setAccountSecret} does, unless this process has set the same secret within
 * the last five minutes.
 *
 * @param secret the secret to sign with
 * @param field the field of the request, once its name is known
 */
export async function ensureAccountSecret(
	context: IExecuteFunctions,
	secret: string,
	field?: string,
): Promise<string | null> {
	const { secretHash, at } = setHere.get(await accountOf(context)) ?? { secretHash: null, at: 0 };
	const elapsed = Date.now() - at;
	const isSet = secretHash === hashOf(secret) && elapsed >= 0 && elapsed < REMEMBERED_FOR_MS;
	return isSet ? null : await setAccountSecret(context, secret, field);
}

/** Forgets which secret was set, because somebody sets another or removes it. */
export async function forgetAccountSecret(context: IExecuteFunctions): Promise<void> {
	setHere.delete(await accountOf(context));
}

/**
 * @param secret a secret
 * @returns its SHA-256 in hexadecimal, to compare with instead of keeping the secret
 */
export function hashOf(secret: string): string {
	return createHash('sha256').update(secret).digest('hex');
}

async function accountOf(context: ApiContext): Promise<string> {
	const { baseUrl, apiKey } = await context.getCredentials(virtualStagingAiApi.credentialType);
	return hashOf(JSON.stringify([baseUrl, apiKey]));
}

/** Enough to recognise a secret by, and too little to guess it. */
function hintOf(secret: string): string {
	return secret.length < 16 ? `${secret.length} characters` : `${secret.slice(0, 3)}…${secret.slice(-2)}`;
}
