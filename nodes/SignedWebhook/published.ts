import type { IExecuteFunctions, IWebhookFunctions } from 'n8n-workflow';

import type { FileBody } from '../shared/http/file-stream';
import { rawRequest } from '../shared/http/raw-request';
import { BoundedMap } from '../shared/util/bounded-map';
import { createThrottle } from '../shared/util/throttle';

export type PublishedContext = IExecuteFunctions | IWebhookFunctions;

const DAY_MS = 86_400_000;

/** For the whole response. */
const TIMEOUT_MS = 5_000;

/** A key set has a few hundred bytes, a chain of certificates a few thousand. */
const MAX_BYTES = 65_536;

/** Addresses beyond this number push out the one that was fetched first. */
const MAX_ADDRESSES = 100;

/** What senders publish for everybody, kept for a day at the most. */
interface Publications<T> {
	/** @returns what was fetched from the address within a day, or null */
	kept(address: string): T | null;
	/** @throws Error if the address does not answer, or did not a moment ago */
	fetch(context: PublishedContext, address: string): Promise<T>;
}

/**
 * @param read reads what an address answers; it throws an Error that says what is wrong
 * @param limitOf what may be asked for once in two seconds; the address by default
 */
export function publications<T>(
	read: (bytes: Buffer, address: string) => T,
	limitOf: (address: string) => string = (address) => address,
): Publications<T> {
	const known = new BoundedMap<string, { value: T; fetchedAt: number }>(MAX_ADDRESSES);
	const fetching = new Map<string, Promise<T>>();
	const attempts = createThrottle(2_000);

	const publication: Publications<T> = {
		kept(address) {
			const entry = known.get(address);
			return entry !== undefined && Date.now() - entry.fetchedAt < DAY_MS ? entry.value : null;
		},
		async fetch(context, address) {
			const running = fetching.get(address);
			if (running !== undefined) return await running;
			if (!attempts.allows(limitOf(address))) {
				// What was fetched a moment ago is as good as new.
				const recent = publication.kept(address);
				if (recent !== null) return recent;
				throw new Error(`${address} did not answer a moment ago.`);
			}
			const started = publishedBytes(context, address)
				.then((bytes) => read(bytes, address))
				.finally(() => fetching.delete(address));
			fetching.set(address, started);
			const value = await started;
			known.set(address, { value, fetchedAt: Date.now() });
			return value;
		},
	};
	return publication;
}

/**
 * Asks a public address, without following redirects.
 *
 * @param address https, or http on this machine
 * @returns the body, 64 KB at the most
 * @throws Error if it does not answer 200 in time, or with more
 */
export async function publishedBytes(context: PublishedContext, address: string): Promise<Buffer> {
	requireSecure(address);
	const response = await rawRequest(context, {
		method: 'GET',
		url: address,
		encoding: 'stream',
		timeout: TIMEOUT_MS,
		abortSignal: AbortSignal.timeout(TIMEOUT_MS),
	});
	if ('cause' in response) throw new Error(`${address} could not be reached: ${response.cause}.`);
	const bytes = await limitedBytes(response.body as unknown as FileBody);
	if (response.statusCode !== 200) throw new Error(`${address} answered with the status ${response.statusCode}.`);
	if (bytes === null) throw new Error(`${address} answered with more than 64 KB.`);
	return bytes;
}

function requireSecure(address: string): void {
	const url = URL.canParse(address) ? new URL(address) : null;
	const isLoopback = /^(localhost|127(\.\d+){3}|\[::1\])$/.test(url?.hostname ?? '');
	if (url?.protocol === 'https:' || (url?.protocol === 'http:' && isLoopback)) return;
	throw new Error('The address of the key set must begin with https://. Correct Key Set URL in the options.');
}

/** The body, or null where it is larger than anything that is published. */
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
