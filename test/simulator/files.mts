import { Readable } from 'node:stream';

import type { Answers } from './answers.mts';
import type { Faults } from './faults.mts';
import type { Call, Reply, RequestJournal } from './http.mts';
import { HttpService, Refusal } from './http.mts';
import { mediaFor } from './media.mts';

/** A file that a test has put on the host. */
interface HostedFile {
	bytes: Buffer;
	contentType: string;
	/** The value of Content-Disposition, none when left out. */
	disposition?: string;
}

/** How a built-in file is served. */
interface FileUrlOptions {
	/** The value of Content-Disposition, for example `attachment; filename="result.png"`. */
	disposition?: string;
}

/**
 * Stands for the storage and CDN behind the providers' result links. Any name that ends in .png, .mp3 or .mp4 exists. Its links need no
 * authorisation, and a real storage service refuses one that it doesn't know, so look for the header in `requests`.
 */
export class FileHost {
	/** Files of the test's own, by name. */
	readonly files = new Map<string, HostedFile>();
	private readonly service = new HttpService({ prefix: '', errorBody: (_status, message) => ({ message }) });

	constructor() {
		this.service.route('GET', '/files/:name', (call) => this.serve(call), true);
		this.service.route('GET', '/huge/:bytes', ({ params }) => huge(Number(params.bytes)), true);
		this.service.route('GET', '/slow/:ms/:name', async (call) => await this.serveSlowly(call), true);
		this.service.route('GET', '/redirect', ({ query }) => redirect(query.get('to') ?? '/'), true);
	}

	get baseUrl(): string {
		return this.service.baseUrl;
	}

	get requests(): RequestJournal {
		return this.service.requests;
	}

	get faults(): Faults {
		return this.service.faults;
	}

	get answers(): Answers {
		return this.service.answers;
	}

	/** @returns the address of a file, whether built in or added */
	url(name: string, { disposition }: FileUrlOptions = {}): string {
		const query = disposition === undefined ? '' : `?disposition=${encodeURIComponent(disposition)}`;
		return `${this.baseUrl}/files/${encodeURIComponent(name)}${query}`;
	}

	/** @returns the address of the added file */
	add(name: string, file: HostedFile): string {
		this.files.set(name, file);
		return this.url(name);
	}

	/** @returns an address that streams so many bytes, without announcing how many (no Content-Length) */
	hugeUrl(bytes: number): string {
		return `${this.baseUrl}/huge/${bytes}`;
	}

	/** @returns an address that answers only after `ms` milliseconds */
	slowUrl(ms: number, name = 'image.png'): string {
		return `${this.baseUrl}/slow/${ms}/${encodeURIComponent(name)}`;
	}

	/** @returns an address that answers 404 */
	missingUrl(): string {
		return `${this.baseUrl}/files/missing`;
	}

	/** @returns an address that answers 302 */
	redirectUrl(to: string): string {
		return `${this.baseUrl}/redirect?to=${encodeURIComponent(to)}`;
	}

	/** @param port 0 for any free one */
	async listen(host: string, port: number): Promise<void> {
		await this.service.listen(host, port);
	}

	/** Breaks every connection and stops listening. */
	async close(): Promise<void> {
		await this.service.close();
	}

	private serve({ params, query }: Call): Reply {
		const name = params.name ?? '';
		const file: HostedFile | undefined = this.files.get(name) ?? mediaFor(name);
		if (file === undefined) throw new Refusal({ status: 404, json: { message: `No such file: ${name}` } });
		const disposition = query.get('disposition') ?? file.disposition;
		return {
			status: 200,
			headers: {
				'content-type': file.contentType,
				...(disposition === undefined ? {} : { 'content-disposition': disposition }),
			},
			bytes: file.bytes,
		};
	}

	private async serveSlowly(call: Call): Promise<Reply> {
		await this.service.timers.sleep(Number(call.params.ms));
		return this.serve(call);
	}
}

function huge(bytes: number): Reply {
	let left = bytes;
	const block = Buffer.alloc(64 * 1024, 0x78);
	const stream = new Readable({
		read() {
			const size = Math.min(left, block.length);
			left -= size;
			this.push(size === 0 ? null : block.subarray(0, size));
		},
	});
	return { status: 200, headers: { 'content-type': 'application/octet-stream' }, stream };
}

function redirect(to: string): Reply {
	return { status: 302, headers: { location: to } };
}
