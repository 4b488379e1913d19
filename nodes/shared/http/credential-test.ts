import type { ICredentialTestRequest } from 'n8n-workflow';

import { BASE_URL_EXPRESSION } from './base-url';

/**
 * Makes the request that tests a credential. The response is read as text: n8n's credential test throws on an empty
 * array, and the rule for HTML pages checks the first character.
 *
 * @param path below the credential's base URL
 */
export function credentialTestRequest(path: string): ICredentialTestRequest['request'] {
	return { baseURL: BASE_URL_EXPRESSION, url: path, encoding: 'text' };
}

/**
 * Makes the rules by which n8n explains why a credential does not work. n8n has rules for the status of a failure, and
 * for one value in the body of a success: an HTML page begins with `<`, JSON never does.
 *
 * @param refusals the texts for statuses with a provider-specific meaning
 */
export function credentialTestRules(
	displayName: string,
	refusals: Readonly<Record<number, string>>,
): ICredentialTestRequest['rules'] {
	const messages: Record<number, string> = {
		404: `The API of ${displayName} was not found at this Base URL`,
		429: `${displayName} received too many requests. Wait a minute, then try again`,
		500: `${displayName} had an internal error. Try again later`,
		502: `The server at this Base URL could not reach ${displayName}. Try again later`,
		503: `${displayName} is not available at the moment. Try again later`,
		...refusals,
	};
	const byStatus = Object.entries(messages).map(([status, message]) => ({
		type: 'responseCode',
		properties: { value: Number(status), message },
	}));
	const isPage = {
		type: 'responseSuccessBody',
		properties: { key: '0', value: '<', message: `This Base URL is a web page, not the API of ${displayName}` },
	};
	// n8n's type allows one kind of rule only; its credential test applies all of them.
	return [...byStatus, isPage] as ICredentialTestRequest['rules'];
}
