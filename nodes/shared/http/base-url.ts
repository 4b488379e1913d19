/** What an address begins with that says how to connect. */
const scheme = /^\s*[a-z][a-z\d+.-]*:\/\//i;

/**
 * @param text the field of a credential
 * @returns the address without spaces around it and without a slash at its end; https:// where nothing else is in front
 */
export function baseUrlOf(text: string): string {
	const address = text.trim().replace(/\/+$/, '');
	return address === '' || scheme.test(address) ? address : `https://${address}`;
}

/** The same for n8n's test of a credential, which joins address and path itself. */
export const BASE_URL_EXPRESSION = `={{ (${scheme}.test($credentials.baseUrl) ? "" : "https://") + $credentials.baseUrl.trim() }}`;
