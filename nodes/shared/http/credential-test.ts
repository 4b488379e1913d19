import type { ICredentialTestRequest } from 'n8n-workflow';

/**
 * @param path the request that tests the credential, below its base URL
 * @returns the request. Its answer stays a text: n8n's tester fails on a list without entries where there is a rule for
 * successes, and a text shows what it begins with.
 */
export function credentialTestRequest(path: string): ICredentialTestRequest['request'] {
	return { baseURL: '={{$credentials.baseUrl}}', url: path, encoding: 'text' };
}

/**
 * Makes the rules by which n8n explains why a credential does not work. n8n knows rules for a failure's status, and for
 * one value in the body of a success: a page begins with `<`, which JSON never does.
 *
 * @param displayName the provider's name as users know it
 * @param refusals the texts for the statuses that have a meaning of their own
 */
export function credentialTestRules(
	displayName: string,
	refusals: Readonly<Record<number, string>>,
): ICredentialTestRequest['rules'] {
	const messages: Record<number, string> = {
		404: `There is no API of ${displayName} at this Base URL`,
		429: `${displayName} received too many requests. Wait a minute, then try again`,
		500: `${displayName} had an internal error. Try again later`,
		502: `${displayName} could not be reached behind this Base URL. Try again later`,
		503: `${displayName} does not answer at the moment. Try again later`,
		...refusals,
	};
	const byStatus = Object.entries(messages).map(([status, message]) => ({
		type: 'responseCode',
		properties: { value: Number(status), message },
	}));
	const isPage = {
		type: 'responseSuccessBody',
		properties: { key: '0', value: '<', message: `A web page is at this Base URL, not the API of ${displayName}` },
	};
	// n8n's type allows rules of one kind only, its tester goes through all of them.
	return [...byStatus, isPage] as ICredentialTestRequest['rules'];
}
