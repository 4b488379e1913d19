import type { IExecuteFunctions } from 'n8n-workflow';

import { abortableDelay } from '../n8n/delay';

/** A response body that has not been read yet. */
export interface FileBody extends AsyncIterable<Uint8Array> {
	destroy(): void;
}

/** What n8n's `prepareBinaryData` takes. */
type BinarySource = Parameters<IExecuteFunctions['helpers']['prepareBinaryData']>[0];

/** How to read a file. */
interface ReadOptions {
	/** Milliseconds without a byte after which the connection counts as broken. */
	idleTimeout: number;
	/** How many connections are used at most. */
	connections: number;
	/** Ends the reading. */
	cancelled?: AbortSignal;
	/** Opens a new connection and returns the body from an offset in bytes on. */
	resume(offset: number): Promise<FileBody>;
	/** Sees the bytes received so far; a throw ends the reading. */
	progress(received: number): void;
}

/**
 * Reads a file over as many connections as it takes, one chunk in memory at a time.
 *
 * @param first the body of the first response
 * @param options the limits, and how to go on after a broken connection
 * @returns the bytes in order
 * @throws what `progress` and `resume` throw, and the network's error of the last connection
 */
export async function* readFile(first: FileBody, options: ReadOptions): AsyncGenerator<Uint8Array, void> {
	let chunks = readBody(first, options);
	let received = 0;
	try {
		for (let connection = 1; ; ) {
			let next: IteratorResult<Uint8Array, void>;
			try {
				next = await chunks.next();
			} catch (error) {
				if (connection >= options.connections || options.cancelled?.aborted) throw asError(error);
				connection++;
				chunks = readBody(await options.resume(received), options);
				continue;
			}
			if (next.done) return;
			received += next.value.length;
			options.progress(received);
			yield next.value;
		}
	} finally {
		await chunks.return();
	}
}

/** Reads one body, and gives up when no byte arrives in time or the execution is cancelled. */
async function* readBody(body: FileBody, { idleTimeout, cancelled }: ReadOptions): AsyncGenerator<Uint8Array, void> {
	const chunks = body[Symbol.asyncIterator]();
	const finished = new AbortController();
	const wake = cancelled === undefined ? finished.signal : AbortSignal.any([finished.signal, cancelled]);
	// Infinity while a chunk is being stored: that time is not the host's.
	let waitingSince = Infinity;
	let giveUp: (reason: Error) => void = () => {};

	// One timer for all chunks: n8n 1 cannot cancel them.
	const watch = async () => {
		while (!wake.aborted) {
			const left = waitingSince + idleTimeout - Date.now();
			if (left <= 0) giveUp(new Error(`no data for ${idleTimeout / 1000} seconds`));
			await abortableDelay(left > 0 ? Math.min(left, idleTimeout) : idleTimeout, wake);
		}
		giveUp(new Error('the execution was cancelled'));
	};

	void watch();
	try {
		while (!cancelled?.aborted) {
			const next = await new Promise<IteratorResult<Uint8Array, unknown>>((resolve, reject) => {
				giveUp = reject;
				waitingSince = Date.now();
				chunks.next().then(resolve, reject);
			});
			waitingSince = Infinity;
			if (next.done) return;
			yield next.value;
		}
		throw new Error('the execution was cancelled');
	} finally {
		finished.abort();
		body.destroy();
	}
}

/**
 * @param body a response body
 * @param offset how many bytes to leave out
 * @returns the rest of the body
 */
export function skipBytes(body: FileBody, offset: number): FileBody {
	async function* rest(): AsyncGenerator<Uint8Array> {
		let left = offset;
		for await (const chunk of body) {
			const skipped = Math.min(left, chunk.length);
			left -= skipped;
			if (skipped < chunk.length) yield chunk.subarray(skipped);
		}
	}
	return { [Symbol.asyncIterator]: rest, destroy: () => body.destroy() };
}

/**
 * Makes a stream of bytes for `prepareBinaryData`, which insists on one of Node's own. Community nodes must not
 * import `node:stream`, so its class is taken from a response.
 *
 * @param response a body that n8n returned
 * @param chunks the bytes
 */
export function toStream(response: FileBody, chunks: AsyncIterable<Uint8Array>): BinarySource {
	const { from } = response.constructor as unknown as { from: (chunks: AsyncIterable<Uint8Array>) => BinarySource };
	return from(chunks);
}

function asError(thrown: unknown): Error {
	return thrown instanceof Error ? thrown : new Error(String(thrown));
}
