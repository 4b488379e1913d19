/** The token of a callback URL, as SECURITY.md describes it, made with node:crypto alone. */
import { createHmac } from 'node:crypto';

interface TokenFields {
	secret: string;
	/** `execution/<id>` or `<webhook id>/webhook`. */
	receiver: string;
	id?: string;
	/** Epoch seconds; in an hour unless given. */
	until?: number;
	metadata?: Record<string, string>;
	label?: string;
}

export function callbackToken({
	secret,
	receiver,
	id = 'cb_1',
	until = Math.floor(Date.now() / 1000) + 3600,
	metadata,
	label = 'callback:',
}: TokenFields): string {
	const payload = Buffer.from(JSON.stringify({ id, until, ...(metadata && { metadata }) })).toString('base64url');
	return `${payload}.${createHmac('sha256', secret).update(`${label}${receiver}\n${payload}`).digest('hex')}`;
}
