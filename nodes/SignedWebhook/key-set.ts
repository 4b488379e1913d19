import type { IExecuteFunctions, IWebhookFunctions } from 'n8n-workflow';

import { parseBody, toArray, toObject } from '../shared/util/json';
import type { FileBody } from '../shared/http/file-stream';
import { rawRequest } from '../shared/http/raw-request';
import type { SigningSecrets } from '../shared/endpoints/signing-secrets';
import { BoundedMap } from '../shared/util/bounded-map';
import { createThrottle } from '../shared/util/throttle';
import { messageOf } from '../shared/n8n/errors';

const DAY_MS = 86_400_000;
const MINUTE_MS = 60_000;

/** For the whole response. */
const TIMEOUT_MS = 5_000;

/** A key set has a few hundred bytes. */
const MAX_BYTES = 65_536;

const MAX_KEYS = 10;

/** Addresses beyond this number push out the one that was fetched first. */
const MAX_KEY_SETS = 100;

interface KeySet {
	keys: readonly string[];
	fetchedAt: number;
}

type Context = IExecuteFunctions | IWebhookFunctions;

const known = new BoundedMap<string, KeySet>(MAX_KEY_SETS);
const fetching = new Map<string, Promise<readonly string[]>>();

/** An address that does not answer is not asked for every delivery. */
const attempts = createThrottle(2_000);

/** Neither is one whose keys match nothing: strangers decide how often that happens. */
const refreshes = createThrottle(MINUTE_MS);

/**
 * The public keys of a sender, from where it publishes them (a JSON Web Key Set, RFC 7517, with Ed25519 keys as in
 * RFC 8037).
 *
 * @param addresses where the keys are published, the preferred one first
 * @returns the source of the keys, each as the base64url text of its 32 bytes. It throws where no address answers.
 */
export function publishedKeys(context: Context, addresses: readonly string[]): SigningSecrets {
	return {
		async known() {
			const problems: string[] = [];
			for (const address of addresses) {
				try {
					const keys = await keysAt(context, address, false);
					// The other addresses were asked when a signature once matched none of these keys.
					return [...new Set([...keys, ...addresses.flatMap((other) => freshKeys(other))])];
				} catch (error) {
					problems.push(messageOf(error));
				}
			}
			throw new Error(problems.join(' '));
		},
		async refreshed() {
			if (!refreshes.allows(addresses.join(' '))) return null;
			const answers = await Promise.allSettled(addresses.map(async (address) => await keysAt(context, address, true)));
			const sets = answers.filter((answer) => answer.status === 'fulfilled').map(({ value }) => value);
			if (sets.length > 0) return sets.flat();
			throw new Error(
				answers.map((answer) => (answer.status === 'rejected' ? messageOf(answer.reason) : '')).join(' '),
			);
		},
	};
}

function freshKeys(address: string): readonly string[] {
	const set = known.get(address);
	return set !== undefined && Date.now() - set.fetchedAt < DAY_MS ? set.keys : [];
}

/** @param fresh whether keys that were fetched within a day will not do */
async function keysAt(context: Context, address: string, fresh: boolean): Promise<readonly string[]> {
	const cached = fresh ? [] : freshKeys(address);
	if (cached.length > 0) return cached;
	const running = fetching.get(address);
	if (running !== undefined) return await running;
	if (!attempts.allows(address)) {
		// Keys that were fetched a moment ago are as good as new.
		const recent = freshKeys(address);
		if (recent.length > 0) return recent;
		throw new Error(`The key set at ${address} did not answer a moment ago.`);
	}
	const started = fetchKeys(context, address).finally(() => fetching.delete(address));
	fetching.set(address, started);
	const keys = await started;
	known.set(address, { keys, fetchedAt: Date.now() });
	return keys;
}

async function fetchKeys(context: Context, address: string): Promise<readonly string[]> {
	requireSecure(address);
	const response = await rawRequest(context, {
		method: 'GET',
		url: address,
		encoding: 'stream',
		timeout: TIMEOUT_MS,
		abortSignal: AbortSignal.timeout(TIMEOUT_MS),
	});
	if ('cause' in response) throw new Error(`The key set at ${address} could not be reached: ${response.cause}.`);
	const bytes = await limitedBytes(response.body as unknown as FileBody);
	if (response.statusCode !== 200)
		throw new Error(`The key set at ${address} answered with the status ${response.statusCode}.`);
	const keys = bytes === null ? [] : keysIn(bytes);
	if (keys.length === 0) throw new Error(`What ${address} answered is no key set with Ed25519 keys.`);
	return keys;
}

function requireSecure(address: string): void {
	const url = URL.canParse(address) ? new URL(address) : null;
	const isLoopback = /^(localhost|127(\.\d+){3}|\[::1\])$/.test(url?.hostname ?? '');
	if (url?.protocol === 'https:' || (url?.protocol === 'http:' && isLoopback)) return;
	throw new Error('The address of the key set must begin with https://. Correct Key Set URL in the options.');
}

/** The body, or null where it is larger than any key set. */
async function limitedBytes(stream: FileBody): Promise<Buffer | null> {
	const chunks: Uint8Array[] = [];
	let size = 0;
	for await (const chunk of stream) {
		size += chunk.length;
		if (size > MAX_BYTES) break;
		chunks.push(chunk);
	}
	if (size <= MAX_BYTES) return Buffer.concat(chunks);
	stream.destroy();
	return null;
}

const publicKey = /^[\w-]{43}$/;

function keysIn(bytes: Buffer): string[] {
	const parsed = parseBody(bytes);
	return toArray(parsed.ok ? parsed.body.keys : [])
		.map(toObject)
		.filter(({ kty, crv }) => kty === 'OKP' && crv === 'Ed25519')
		.map(({ x }) => x)
		.filter((x): x is string => typeof x === 'string' && publicKey.test(x))
		.slice(0, MAX_KEYS);
}
