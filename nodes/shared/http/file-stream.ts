import type { IExecuteFunctions } from 'n8n-workflow';

import { abortableDelay } from '../n8n/delay';

/** A response body that has not been read yet. */
export interface FileBody extends AsyncIterable<Uint8Array> {
	destroy(): void;
}

type BinarySource = Parameters<IExecuteFunctions['helpers']['prepareBinaryData']>[0];

interface ReadOptions {
	/** Milliseconds without a byte after which the connection counts as broken. */
	idleTimeout: number;
	/** Maximum number of connections. */
	connections: number;
	cancelled?: AbortSignal;
	/** Opens a new connection and returns the body from an offset in bytes on. */
	resume(offset: number): Promise<FileBody>;
	/** Called with the number of bytes received so far. If it throws, reading stops. */
	progress(received: number): void;
}

/**
 * Reads a file, one chunk in memory at a time. Opens a new connection if one breaks.
 *
 * @param first the body of the first response
 * @returns the bytes in order
 * @throws the errors of `progress` and `resume`, and the network error of the last connection
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
	// Infinity while n8n stores a chunk: only the time of the host counts.
	let waitingSince = Infinity;
	let giveUp: (reason: Error) => void = () => {};

	// One timer for all chunks: n8n 1 cannot cancel timers.
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

/** @returns the body without its first `offset` bytes */
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
 * Makes a stream for `prepareBinaryData`, which accepts Node's own class only. Community nodes must not import
 * `node:stream`, so the class is taken from a response.
 */
export function toStream(response: FileBody, chunks: AsyncIterable<Uint8Array>): BinarySource {
	const { from } = response.constructor as unknown as { from: (chunks: AsyncIterable<Uint8Array>) => BinarySource };
	return from(chunks);
}

function asError(thrown: unknown): Error {
	return thrown instanceof Error ? thrown : new Error(String(thrown));
}
