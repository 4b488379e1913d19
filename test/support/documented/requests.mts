import type { DeliveryOptions, SignedRequest } from './row.mts';

const TYPES = { json: 'application/json', form: 'application/x-www-form-urlencoded' };

/** Returns the body of a delivery as bytes: that of the options, or the row's own. */
export const bodyOf = ({ body }: DeliveryOptions, own: string): Buffer => Buffer.from(body ?? own);

/** Returns a POST to the address. */
export const post = (
	url: string,
	type: keyof typeof TYPES,
	body: Buffer,
	headers: Record<string, string>,
): SignedRequest => ({ method: 'POST', url, headers: { 'Content-Type': TYPES[type], ...headers }, body });

/** Returns the text of a form. */
export const form = (fields: Record<string, string>): string => new URLSearchParams(fields).toString();

/** Returns the address with a parameter more at the end of its query. */
export const addQuery = (url: string, parameter: string): string =>
	`${url}${url.includes('?') ? '&' : '?'}${parameter}`;

/**
 * Returns the request with another value of one header.
 * @throws Error when the request has no such header
 */
export function withHeader(request: SignedRequest, name: string, change: (value: string) => string): SignedRequest {
	const value = request.headers[name];
	if (value === undefined) throw new Error(`No header ${name}`);
	return { ...request, headers: { ...request.headers, [name]: change(value) } };
}

/** Returns the request with another body. */
export const withBody = (request: SignedRequest, change: (text: string) => string): SignedRequest => ({
	...request,
	body: Buffer.from(change(request.body.toString('utf8'))),
});

/**
 * Returns the request with one piece of its body replaced.
 * @throws Error when the body does not contain the piece
 */
export const replaced = (request: SignedRequest, piece: string, by: string): SignedRequest =>
	withBody(request, (text) => {
		if (!text.includes(piece)) throw new Error(`The body has no ${piece}`);
		return text.replace(piece, by);
	});
