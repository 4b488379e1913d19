import { isJsonObject, toText } from '../util/json';
import type { ApiRequest, ProviderApi } from './provider';
import { retryAfterMilliseconds } from './retry';

/** The two texts of n8n's error panel. */
interface Explanation {
	/** What happened. */
	message: string;
	/** What happened and what to do next. If a trigger cannot be registered, n8n 1.x shows only this text. */
	description: string;
}

/** How a request failed. */
export interface RequestFailure {
	/** The HTTP status, or null if there was no response. */
	status: number | null;
	body?: unknown;
	retryAfter?: string;
	/** The network error, if there was no response. */
	cause?: string;
	/** Number of attempts; 1 by default. */
	attempts?: number;
	/** Whether the response was a success that is not JSON. */
	unreadable?: boolean;
}

/**
 * Explains a failed request for n8n's error panel.
 *
 * @param now epoch milliseconds
 * @param redact removes secrets from the provider's text before it is truncated
 * @returns a title and what to do next; the caller removes the secrets from both
 */
export function describeFailure(
	api: ProviderApi,
	request: Pick<ApiRequest, 'method' | 'path' | 'id'>,
	failure: RequestFailure,
	now: number,
	redact: (text: string) => string = (text) => text,
): Explanation {
	const { displayName: name, keyName } = api;
	const { status } = failure;
	const said = providerText(failure.body, redact);
	const withSaid = (advice: string) => (said === null ? advice : `${advice} ${name} said: "${said}"`);
	const call = `The request to ${name} was ${request.method} ${request.path}`;
	// A job is charged when it is started, whether or not the response arrives.
	const caution =
		request.method === 'POST'
			? ' The request may still have taken effect. Check the account before you send it again.'
			: '';

	if (failure.unreadable) {
		return {
			message: `${name} returned a response that is not JSON`,
			description: `${call}. The response was not JSON. Check the Base URL of the credential: it may lead to a web page or a proxy instead of the API.${caution}`,
		};
	}
	if (status === null) {
		return {
			message: `${name} could not be reached`,
			description: `${call}. There was no response.${failure.cause ? ` Network error: "${failure.cause}".` : ''} Check the Base URL of the credential and whether n8n can connect to it, then try again.${caution}`,
		};
	}
	switch (status) {
		case 401:
			return {
				message: `${name} refused the ${keyName}`,
				description: withSaid(
					`The ${keyName} of the ${name} credential is wrong, or it has expired. Open the credential, enter a current ${keyName} and test it.`,
				),
			};
		case 402:
			return {
				message: `The ${name} account has too few credits`,
				description: withSaid(`Top up the credits of the ${name} account, then try again.`),
			};
		case 403:
			return {
				message: `The ${name} account is not allowed to do this`,
				description: withSaid(
					`The plan of the ${name} account does not include this feature, or a limit of the plan has been reached. Check the plan in the account.`,
				),
			};
		case 404:
		case 410:
			return {
				message:
					request.id === undefined
						? `${name} returned "not found" (${status})`
						: `${name} has no "${request.id}" (${status})`,
				description: withSaid(
					request.id === undefined
						? `${call}. Nothing was found at this address. Check the Base URL of the credential. If the address contains an ID, check that too.`
						: `${call}. Check the ID "${request.id}": it may be mistyped, deleted, or belong to another account.`,
				),
			};
		case 429: {
			const wait = retryAfterMilliseconds(failure.retryAfter, now);
			const seconds = wait === null ? 0 : Math.ceil(wait / 1000);
			const pause =
				seconds === 0 || !Number.isFinite(seconds) ? 'a minute' : seconds === 1 ? '1 second' : `${seconds} seconds`;
			const { attempts = 1 } = failure;
			const tried = attempts > 1 ? `, and the node tried ${attempts} times` : '';
			return {
				message: `${name} received too many requests`,
				description: withSaid(
					`${name} limits the number of requests${tried}. Wait ${pause}, then try again. For many items, put a Loop Over Items node and a Wait node before this node.`,
				),
			};
		}
	}
	if (status >= 300 && status < 400) {
		return {
			message: `${name} returned a redirect (${status})`,
			description: `${call}. The response was a redirect. Redirects are not followed, so that the credential is not sent to another server. Check the Base URL of the credential.`,
		};
	}
	if (status >= 500) {
		return {
			message: `${name} had an internal error (${status})`,
			description: withSaid(`${call}. ${name} had an internal error. Try again later.${caution}`),
		};
	}
	return {
		message: `${name} rejected the request (${status})`,
		description:
			said === null
				? `${call}. ${name} rejected it. Check the node's parameters.`
				: `${name} said: "${said}". Check the node's parameters.`,
	};
}

/** Finds the provider's error text. The body may also be an HTML page. */
function providerText(body: unknown, redact: (text: string) => string): string | null {
	const text = textIn(body);
	return text === null || text.trimStart().startsWith('<') ? null : redact(text).slice(0, 300);
}

function textIn(body: unknown): string | null {
	if (Array.isArray(body)) return textIn(body[0]);
	if (!isJsonObject(body)) return toText(body);
	const { message, error, detail, errors } = body;
	return toText(message) ?? textIn(error) ?? toText(detail) ?? (Array.isArray(errors) ? textIn(errors[0]) : null);
}
