import { Readable } from 'node:stream';

import { HttpService, type Routes } from './http.mts';
import { mediaFor } from './media.mts';

/** A file that a test has put on the host. */
interface HostedFile {
	bytes: Buffer;
	contentType: string;
	/** The value of Content-Disposition, none when left out. */
	disposition?: string;
}

/**
 * Stands for the storage and CDN behind the providers' result links. Any name that ends in .png, .mp3 or .mp4 exists. Its links need no
 * authorisation, and a real storage service refuses one that it doesn't know, so look for the header in `requests`.
 */
export class FileHost extends HttpService {
	private readonly files = new Map<string, HostedFile>();
	protected readonly routes: Routes = {
		'GET /files/:name': ({ params: { name } }) => {
			const file: HostedFile | undefined = this.files.get(name) ?? mediaFor(name);
			if (file === undefined) throw this.refusal(404, `No such file: ${name}`);
			const { bytes, contentType, disposition } = file;
			const headers = { 'content-type': contentType, ...(disposition && { 'content-disposition': disposition }) };
			return { status: 200, headers, bytes };
		},
		'GET /huge/:bytes': ({ params }) => ({
			status: 200,
			headers: { 'content-type': 'application/octet-stream' },
			stream: Readable.from(blocks(Number(params.bytes))),
		}),
	};

	/** @returns the address of a file, whether built in, added or missing */
	url(name: string): string {
		return `${this.baseUrl}/files/${encodeURIComponent(name)}`;
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
}

function* blocks(bytes: number) {
	const block = Buffer.alloc(64 * 1024, 'x');
	for (let left = bytes; left > 0; left -= block.length) yield block.subarray(0, left);
}
