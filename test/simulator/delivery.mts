import { createHmac } from 'node:crypto';
import { Agent } from 'undici';

import type { JsonObject } from './http.mts';

/** The providers by the names that the package uses. */
export type ProviderName = 'listingRva' | 'virtualStagingAi' | 'vigthoria';

/**
 * Sources: ListingRVA docs, webhooks page; Virtual Staging AI docs, webhooks page; Vigthoria docs, webhooks tutorial; GitHub docs,
 * "Validating webhook deliveries".
 */
export const SIGNATURE_HEADERS: Readonly<Record<ProviderName | 'gitHub', string>> = {
	gitHub: 'X-Hub-Signature-256',
	listingRva: 'X-Webhook-Signature',
	virtualStagingAi: 'X-VSAI-Signature',
	vigthoria: 'X-Vigthoria-Signature',
};

/** One of the ways in which a provider may sign. */
export interface SignatureVariant {
	/** What stands before the hex digits. */
	prefix: '' | 'sha256=';
	/** `raw`: the bytes that are sent. `reserialised`: the body as compact JSON, while it goes out pretty-printed. */
	bytes: 'raw' | 'reserialised';
}

/** Plain hex over the raw bytes, which every provider's documents allow. */
export const RAW_HEX: SignatureVariant = { prefix: '', bytes: 'raw' };

/** How a request deviates from what the provider would send. */
export interface DeliveryOverrides {
	/** The key; null sends no signature. */
	secret?: string | null;
	/** Parts left out keep the provider's current setting. */
	variant?: Partial<SignatureVariant>;
	/** Added to, or put in place of, the usual ones. A list of values makes several header lines. */
	headers?: Readonly<Record<string, string | string[]>>;
	/** Made from the authentic signature (empty without a secret), or put in its place; null leaves the header out. */
	signature?: string | string[] | null | ((authentic: string) => string | string[] | null);
	/** Changes the bytes after they have been signed. */
	tamper?: (bytes: Buffer) => Buffer;
}

/** What {@link sendSigned} sends. */
export interface SignedRequest extends DeliveryOverrides {
	/** Decides the name of the signature header. Not needed where nothing is signed. */
	provider?: keyof typeof SIGNATURE_HEADERS;
	/** Its path and query string are sent byte for byte. */
	url: string;
	/** An object is serialised as the variant says; text and bytes are sent as they are. */
	body: Buffer | string | JsonObject;
	/** Milliseconds until the sender gives up; 10 000 unless given. */
	timeoutMs?: number;
	/** Gives up at once. */
	signal?: AbortSignal;
}

/** One delivery attempt. */
export interface Attempt {
	url: string;
	/** null when no answer came. */
	status: number | null;
	/** Why no answer came: `timeout`, or the code of a socket error such as `ECONNREFUSED`. */
	error?: string;
	/** How long it took, milliseconds. */
	ms: number;
	/** When it began, epoch milliseconds. */
	at: number;
	/** The answer's text. */
	body: string;
}

/** The HMAC-SHA256 of some bytes with a text as the key, in lower-case hex. */
export const hmacHex = (bytes: Buffer | string, secret: string) =>
	createHmac('sha256', secret).update(bytes).digest('hex');

/** Makes one delivery attempt, authentic unless the request says otherwise; follows no redirect, and never throws. */
export async function sendSigned(request: SignedRequest): Promise<Attempt> {
	const { url, timeoutMs = 10_000 } = request;
	const timeout = AbortSignal.timeout(timeoutMs);
	const signal = request.signal === undefined ? timeout : AbortSignal.any([timeout, request.signal]);
	const agent = new Agent();
	const at = Date.now();
	const startedAt = performance.now();
	const ms = () => Math.round(performance.now() - startedAt);
	try {
		const response = await agent.request({ ...splitUrl(url), ...prepare(request), method: 'POST', signal });
		const body = await response.body.text();
		return { url, status: response.statusCode, ms: ms(), at, body };
	} catch (error) {
		// No instanceof, because under jest a socket's error comes from another realm.
		const { code, message } = error as NodeJS.ErrnoException;
		return { url, status: null, error: timeout.aborted ? 'timeout' : (code ?? message), ms: ms(), at, body: '' };
	} finally {
		await agent.destroy();
	}
}

function prepare({ provider, body, secret, variant, signature, tamper, headers = {} }: SignedRequest) {
	const { prefix, bytes: signs } = { ...RAW_HEX, ...variant };
	const isContent = typeof body === 'string' || Buffer.isBuffer(body);
	const bytes = Buffer.from(isContent ? body : JSON.stringify(body, null, signs === 'raw' ? 0 : 2));
	const sign = (key: string) =>
		`${prefix}${hmacHex(signs === 'raw' ? bytes : JSON.stringify(JSON.parse(bytes.toString())), key)}`;
	const authentic = typeof secret === 'string' ? sign(secret) : null;
	const given = typeof signature === 'function' ? signature(authentic ?? '') : signature;
	const value = given === undefined ? authentic : given;

	const signed = value !== null && provider !== undefined && { [SIGNATURE_HEADERS[provider]]: value };
	const usual = { 'Content-Type': 'application/json', ...signed };
	const replaced = Object.keys(headers).map((name) => name.toLowerCase());
	const kept = Object.entries(usual).filter(([name]) => !replaced.includes(name.toLowerCase()));
	return { body: tamper?.(bytes) ?? bytes, headers: { ...Object.fromEntries(kept), ...headers } };
}

/** WHATWG's URL rewrites some characters of a query string, so only the origin is taken from it. */
function splitUrl(url: string): { origin: string; path: string } {
	const [, path = ''] = /^[^/]*\/\/[^/?#]*([^#]*)/.exec(url) ?? [];
	return { origin: new URL(url).origin, path: path.startsWith('/') ? path : `/${path}` };
}
