import { createHmac } from 'node:crypto';
import { setMaxListeners } from 'node:events';
import { Agent, type Dispatcher } from 'undici';

import type { JsonObject } from './http.mts';
import { Timers } from './timers.mts';

/** The providers by the names that the package uses. */
export type ProviderName = 'listingRva' | 'virtualStagingAi' | 'vigthoria';

/** Sources: ListingRVA docs, webhooks page; Virtual Staging AI docs, webhooks page; Vigthoria docs, webhooks tutorial. */
export const SIGNATURE_HEADERS: Readonly<Record<ProviderName, string>> = {
	listingRva: 'X-Webhook-Signature',
	virtualStagingAi: 'X-VSAI-Signature',
	vigthoria: 'X-Vigthoria-Signature',
};

/** One of the ways in which a provider may sign. */
export interface SignatureVariant {
	/** What stands before the hex digits. */
	prefix: '' | 'sha256=';
	/**
	 * `raw`: the bytes that are sent. `reserialised`: the compact `JSON.stringify` of the body, while the body itself goes out
	 * pretty-printed, so that a receiver that knows only the raw bytes must fail.
	 */
	bytes: 'raw' | 'reserialised';
}

/** Plain hex over the raw bytes, which every provider's documents allow. */
export const RAW_HEX: SignatureVariant = { prefix: '', bytes: 'raw' };

/** The header's value or values; null leaves the header out. */
type SignatureValue = string | readonly string[] | null;

/** How a request deviates from what the provider would send. */
export interface DeliveryOverrides {
	/** The key; null sends no signature. */
	secret?: string | null;
	/** Parts left out keep the provider's current setting. */
	variant?: Partial<SignatureVariant>;
	/** Added to, or put in place of, the usual ones. A list of values makes several header lines. */
	headers?: Readonly<Record<string, string | string[]>>;
	/** Put in place of the authentic signature, or made from it (which is empty without a secret). */
	signature?: SignatureValue | ((authentic: string) => SignatureValue);
	/** Changes the bytes after they have been signed. */
	tamper?: (bytes: Buffer) => Buffer;
}

/** What {@link sendSigned} sends. */
export interface SignedRequest extends DeliveryOverrides {
	/** Decides the name of the signature header. */
	provider: ProviderName;
	/** Its path and query string are sent byte for byte. */
	url: string;
	/** An object is serialised as the variant says; text and bytes are sent as they are. */
	body: Buffer | string | JsonObject;
	/** Milliseconds until the sender gives up; 10 000 unless given. */
	timeoutMs?: number;
	/** The connections to use; by default new ones, which are closed afterwards. */
	dispatcher?: Dispatcher;
	/** Gives up at once. */
	signal?: AbortSignal;
}

/** One delivery attempt. */
export interface Attempt {
	url: string;
	/** null when no answer came. */
	status: number | null;
	/** Why no answer came: `timeout`, `closed`, or the code of a socket error such as `ECONNREFUSED`. */
	error?: string;
	/** How long it took, milliseconds. */
	ms: number;
	/** When it began, epoch milliseconds. */
	at: number;
	/** The answer's text. */
	body: string;
}

/**
 * HMAC-SHA256.
 *
 * @param bytes what is signed
 * @param secret the key as text
 * @returns lower-case hex
 */
export function hmacHex(bytes: Buffer | string, secret: string): string {
	return createHmac('sha256', secret).update(bytes).digest('hex');
}

/**
 * Serialises and signs a body.
 *
 * @param body an object becomes compact JSON, or pretty-printed JSON for a re-serialised signature; text and bytes stay as they are
 * @returns the bytes to send and the signature header's value
 */
function signBody(
	body: Buffer | string | JsonObject,
	secret: string,
	variant: SignatureVariant = RAW_HEX,
): { bytes: Buffer; signature: string } {
	const bytes = serialise(body, variant);
	const signed = variant.bytes === 'raw' ? bytes : JSON.stringify(JSON.parse(bytes.toString()));
	return { bytes, signature: `${variant.prefix}${hmacHex(signed, secret)}` };
}

/**
 * Makes one delivery attempt, authentic unless the request says otherwise. Redirects aren't followed.
 *
 * @returns what came of it; never throws for anything that the receiver or the network does
 */
export async function sendSigned(request: SignedRequest): Promise<Attempt> {
	const { url, dispatcher, signal, timeoutMs = 10_000 } = request;
	const { bytes, headers } = prepare(request);
	const agent = dispatcher ?? new Agent();
	const abort = new AbortController();
	const at = Date.now();
	const startedAt = performance.now();
	const ms = () => Math.round(performance.now() - startedAt);
	let reason: string | undefined;
	const giveUp = (why: string) => {
		reason ??= why;
		abort.abort();
	};
	const onClose = () => giveUp('closed');
	const timer = setTimeout(() => giveUp('timeout'), timeoutMs);
	signal?.addEventListener('abort', onClose, { once: true });
	if (signal?.aborted === true) onClose();
	try {
		const { origin, path } = splitUrl(url);
		const response = await agent.request({ origin, path, method: 'POST', headers, body: bytes, signal: abort.signal });
		const body = await response.body.text();
		return { url, status: response.statusCode, ms: ms(), at, body };
	} catch (error) {
		return { url, status: null, error: reason ?? describe(error), ms: ms(), at, body: '' };
	} finally {
		clearTimeout(timer);
		signal?.removeEventListener('abort', onClose);
		if (dispatcher === undefined) await agent.destroy();
	}
}

/** When a provider regards a delivery as failed, and what it does then. Every field may be changed at any time. */
export interface RetryPolicy {
	/** Further attempts after the first. */
	retries: number;
	/** Milliseconds before the first retry. */
	baseDelayMs: number;
	/** `exponential` doubles the delay each time. */
	backOff: 'constant' | 'exponential';
	success: 'any-2xx' | 'exactly-200';
	/** Milliseconds until an attempt is given up. */
	timeoutMs: number;
}

/** Sends with a provider's retry policy over connections of its own. */
export class Courier {
	private readonly agent = new Agent();
	private readonly timers = new Timers();
	private readonly closing = new AbortController();

	constructor() {
		// Each attempt that is under way listens.
		setMaxListeners(0, this.closing.signal);
	}

	/**
	 * Tries until the policy is satisfied or exhausted, or the courier closes.
	 *
	 * @param request made anew for each attempt, so that a secret that changes in between is used
	 * @returns all attempts, the first one first
	 */
	async deliver(request: () => SignedRequest, policy: RetryPolicy): Promise<Attempt[]> {
		const attempts: Attempt[] = [];
		for (;;) {
			const attempt = await sendSigned({
				timeoutMs: policy.timeoutMs,
				...request(),
				dispatcher: this.agent,
				signal: this.closing.signal,
			});
			attempts.push(attempt);
			if (isAccepted(attempt, policy) || attempts.length > policy.retries) return attempts;
			const factor = policy.backOff === 'exponential' ? 2 ** (attempts.length - 1) : 1;
			if (!(await this.timers.sleep(policy.baseDelayMs * factor))) return attempts;
		}
	}

	/** Breaks off everything that is under way. */
	async close(): Promise<void> {
		this.closing.abort();
		this.timers.close();
		await this.agent.destroy();
	}
}

function isAccepted({ status }: Attempt, { success }: RetryPolicy): boolean {
	if (status === null) return false;
	return success === 'exactly-200' ? status === 200 : status >= 200 && status < 300;
}

function serialise(body: Buffer | string | JsonObject, variant: SignatureVariant): Buffer {
	if (Buffer.isBuffer(body)) return body;
	if (typeof body === 'string') return Buffer.from(body);
	return Buffer.from(variant.bytes === 'raw' ? JSON.stringify(body) : JSON.stringify(body, null, 2));
}

function prepare(request: SignedRequest): { bytes: Buffer; headers: Record<string, string | string[]> } {
	const { body, secret, signature, tamper } = request;
	const variant = { ...RAW_HEX, ...request.variant };
	const signed = typeof secret === 'string' ? signBody(body, secret, variant) : undefined;
	const authentic = signed?.signature ?? '';
	const value = typeof signature === 'function' ? signature(authentic) : signature;
	const sent = value === undefined ? (signed?.signature ?? null) : value;
	const bytes = signed?.bytes ?? serialise(body, variant);

	const headers: Record<string, string | string[]> = { 'Content-Type': 'application/json' };
	if (sent !== null) headers[SIGNATURE_HEADERS[request.provider]] = typeof sent === 'string' ? sent : [...sent];
	for (const [name, content] of Object.entries(request.headers ?? {})) {
		const existing = Object.keys(headers).find((key) => key.toLowerCase() === name.toLowerCase());
		if (existing !== undefined) delete headers[existing];
		headers[name] = content;
	}
	return { bytes: tamper === undefined ? bytes : tamper(bytes), headers };
}

/** WHATWG's URL rewrites some characters of a query string, so only the origin is taken from it. */
function splitUrl(url: string): { origin: string; path: string } {
	const { origin } = new URL(url);
	const [withoutFragment = ''] = url.split('#');
	const afterScheme = withoutFragment.slice(withoutFragment.indexOf('//') + 2);
	const start = afterScheme.search(/[/?]/);
	const path = start === -1 ? '/' : afterScheme.slice(start);
	return { origin, path: path.startsWith('?') ? `/${path}` : path };
}

/** No instanceof, because under jest a socket's error comes from another realm. */
function describe(error: unknown): string {
	const { code, message } = error as Partial<NodeJS.ErrnoException>;
	return code ?? message ?? String(error);
}
