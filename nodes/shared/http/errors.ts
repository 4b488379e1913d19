import { isJsonObject, toText } from '../util/json';
import type { ApiRequest, ProviderApi } from './provider';
import { retryAfterMilliseconds } from './retry';

/** The two texts of n8n's error panel. */
interface Explanation {
	/** What happened. */
	message: string;
	/** What happened and what to do next. It stands alone: n8n 1.x shows only this where a trigger cannot be registered. */
	description: string;
}

/** How a request failed. */
export interface RequestFailure {
	/** The status, or null where there was no answer. */
	status: number | null;
	body?: unknown;
	retryAfter?: string;
	/** The network's own words, where there was no answer. */
	cause?: string;
	/** How often the request was sent, 1 unless given. */
	attempts?: number;
	/** Whether the answer was a success that could not be read. */
	unreadable?: boolean;
}

/**
 * Explains a failed request in the words of n8n's error panel.
 *
 * @param request the request that failed
 * @param failure how it failed
 * @param now epoch milliseconds
 * @param redact clears the provider's words of secrets before they are cut to length
 * @returns a title and what to do next, both still to be cleared of secrets
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
	// Work is paid for when it is ordered, whether or not the answer arrives.
	const caution =
		request.method === 'POST'
			? ' The request may have taken effect all the same: look in the account before you send it again.'
			: '';

	if (failure.unreadable) {
		return {
			message: `${name} gave an answer that is not JSON`,
			description: `${call}, and the answer was not JSON. Check the Base URL of the credential: it may lead to a web page or a proxy instead of the API.${caution}`,
		};
	}
	if (status === null) {
		return {
			message: `${name} could not be reached`,
			description: `${call}, and there was no answer.${failure.cause ? ` The network said: "${failure.cause}".` : ''} Check the Base URL of the credential and whether n8n may connect to it, then try again.${caution}`,
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
				message: `The ${name} account may not do this`,
				description: withSaid(
					`The plan of the ${name} account does not include this feature, or a limit of the plan is used up. Check the plan in the account.`,
				),
			};
		case 404:
		case 410:
			return {
				message:
					request.id === undefined
						? `${name} answered "not found" (${status})`
						: `${name} has no "${request.id}" (${status})`,
				description: withSaid(
					request.id === undefined
						? `${call}, and there is nothing at this address. Check the Base URL of the credential. If the address contains an ID, check that too.`
						: `${call}. Check the ID "${request.id}": it may be mistyped, deleted, or belong to another account.`,
				),
			};
		case 429: {
			const wait = retryAfterMilliseconds(failure.retryAfter, now);
			const seconds = wait === null ? 0 : Math.ceil(wait / 1000);
			const pause =
				seconds === 0 || !Number.isFinite(seconds) ? 'a minute' : seconds === 1 ? '1 second' : `${seconds} seconds`;
			const { attempts = 1 } = failure;
			const tried = attempts > 1 ? `, and the node has tried ${attempts} times` : '';
			return {
				message: `${name} received too many requests`,
				description: withSaid(
					`${name} limits the number of requests${tried}. Wait ${pause}, then try again. With many items, put a Loop Over Items node with a Wait before this node.`,
				),
			};
		}
	}
	if (status >= 300 && status < 400) {
		return {
			message: `${name} answered with a redirect (${status})`,
			description: `${call}, and the answer was a redirect. Redirects are not followed, so that the credential goes to nobody else. Check the Base URL of the credential.`,
		};
	}
	if (status >= 500) {
		return {
			message: `${name} had an internal error (${status})`,
			description: withSaid(`${call}, and ${name} had an internal error. Try again later.${caution}`),
		};
	}
	return {
		message: `${name} rejected the request (${status})`,
		description:
			said === null
				? `${call}, and ${name} rejected it. Check the node's parameters.`
				: `${name} said: "${said}". Check the node's parameters.`,
	};
}

/** Where a provider's text may be. The body may also be a page of HTML. */
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
