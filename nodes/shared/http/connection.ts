import { baseUrlOf } from './base-url';
import type { ApiContext, ProviderApi } from './provider';

/** What a credential says about the connection. */
export interface Connection {
	/** Without a trailing slash. */
	baseUrl: string;
	/** Replaces every secret in a text with `***`. */
	redact: (text: string) => string;
}

/** Shorter values are kept: replacing them would garble texts. */
const MIN_SECRET_LENGTH = 6;

/** Fields that are not secret. n8n adds the last two to every credential. */
const PUBLIC_FIELDS = new Set(['baseUrl', 'allowedHttpRequestDomains', 'allowedDomains']);

/**
 * Reads a node's credential.
 *
 * @param others further secrets in the request
 * @throws n8n's error if the node has no such credential
 */
export async function readConnection(
	context: ApiContext,
	api: ProviderApi,
	others: readonly string[] = [],
): Promise<Connection> {
	const credential = await context.getCredentials(api.credentialType);
	const fields = Object.keys(credential).filter((name) => !PUBLIC_FIELDS.has(name));
	const secrets = [...fields.map((name) => credential[name]), ...others]
		.filter((value): value is string => typeof value === 'string' && value.length >= MIN_SECRET_LENGTH)
		// The longest comes first, because a shorter one may be part of it.
		.sort((some, other) => other.length - some.length);
	return {
		baseUrl: baseUrlOf(String(credential.baseUrl)),
		redact: (text) => secrets.reduce((safe, secret) => safe.replaceAll(secret, '***'), text),
	};
}
