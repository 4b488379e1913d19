import {
	type IBinaryData,
	type IExecuteFunctions,
	type IN8nHttpFullResponse,
	type IWebhookFunctions,
	NodeApiError,
} from 'n8n-workflow';

import { requestLimits, withRetries } from './client';
import { readConnection } from './connection';
import type { RequestFailure } from './errors';
import { fileNameOf } from './file-name';
import { type FileBody, readFile, skipBytes, toStream } from './file-stream';
import type { ProviderApi } from './provider';
import { cancelSignal, rawRequest } from './raw-request';
import { messageOf } from '../n8n/errors';

/** Milliseconds until the response begins, and between two of its chunks. */
const IDLE_TIMEOUT_MS = 30_000;

/** For all files of an event. In a webhook context the sender of a delivery waits for the answer. */
const MAX_DOWNLOAD_MINUTES = { execution: 30, webhook: 1 };

const MAX_REDIRECTS = 5;

export type FileContext = IExecuteFunctions | IWebhookFunctions;

/** How to download a file. */
interface DownloadOptions {
	/** The file's name where neither the response nor the address contains one. */
	fallbackName: string;
	/** How large the file may be; unlimited unless given. */
	maxBytes?: number;
	/** Milliseconds without a byte after which a connection counts as broken; 30 seconds unless given. */
	idleTimeout?: number;
	/** Ends the download, {@link downloadTimeLimit} unless given. Downloads may share it. */
	timeLimit?: AbortSignal;
}

/** @returns a signal that aborts when downloads that begin now have taken too long: 30 minutes, 1 in a webhook context */
export function downloadTimeLimit(context: FileContext): AbortSignal {
	return AbortSignal.timeout(maxMinutes(context) * 60_000);
}

const maxMinutes = (context: FileContext) =>
	'getResponseObject' in context ? MAX_DOWNLOAD_MINUTES.webhook : MAX_DOWNLOAD_MINUTES.execution;

/**
 * Downloads a result file into n8n's binary data. The file is streamed: n8n stores it while it arrives, and only a
 * chunk of it is in memory where n8n keeps binary data on disk. A broken or silent connection is replaced, and the
 * file continued where it broke off if the host supports ranges.
 *
 * The credential is sent to the API's own origin only, redirects included: storage services refuse foreign
 * credentials and must not see them. Plain http is refused unless the credential's base URL is plain http too.
 *
 * @param address where the file is; a relative address is resolved against the credential's base URL
 * @param options the file's name and limits
 * @returns the binary data, with file name and MIME type
 * @throws NodeApiError that says why the file could not be downloaded
 */
export async function downloadFile(
	context: FileContext,
	api: ProviderApi,
	address: string,
	{
		fallbackName,
		maxBytes = Infinity,
		idleTimeout = IDLE_TIMEOUT_MS,
		timeLimit = downloadTimeLimit(context),
	}: DownloadOptions,
): Promise<IBinaryData> {
	const { baseUrl, redact } = await readConnection(context, api);
	const fail: Fail = (message, description, status) =>
		new NodeApiError(
			context.getNode(),
			{},
			{ message, description: redact(description), httpCode: status === undefined ? undefined : String(status) },
		);
	if (!URL.canParse(address, `${baseUrl}/`)) {
		throw fail(
			'The address of the file is not valid',
			`${api.displayName} returned the address "${address.slice(0, 200)}", which is not a URL. Get the result again, or look for the file in the account.`,
		);
	}
	const base = new URL(`${baseUrl}/`);
	const cancelled = AbortSignal.any([timeLimit, cancelSignal(context)].filter((signal) => signal !== undefined));
	const request = { context, api, base, timeout: idleTimeout, cancelled, fail };
	const progress = { host: new URL(address, base).hostname, received: 0 };
	const broken = (thrown: unknown) => {
		const { host, received } = progress;
		if (timeLimit.aborted) {
			const minutes = maxMinutes(context);
			return fail(
				'The file could not be downloaded',
				`The download from ${host} took longer than ${minutes} minute${minutes === 1 ? '' : 's'}, and was stopped after ${received} bytes. Download the file by its link.`,
			);
		}
		if (thrown instanceof NodeApiError) return thrown;
		return fail(
			'The file could not be downloaded',
			`The download from ${host} ended after ${received} bytes: "${messageOf(thrown)}". Try again.`,
		);
	};
	const checkSize = (bytes: number) => {
		if (bytes <= maxBytes) return;
		throw fail(
			'The file is too large',
			`The file at ${progress.host} is larger than ${Math.round(maxBytes / 1024 / 1024)} MB. Raise Max File Size, or turn off the download of results.`,
		);
	};
	let body: FileBody | undefined;
	try {
		const { target, response } = await openFile(request, new URL(address, base));
		body = bodyOf(response);
		progress.host = target.hostname;
		if (mimeTypeOf(response) === 'text/html') {
			throw fail(
				'The file could not be downloaded',
				`${target.hostname} answered with a web page instead of the file. Links to results expire: get a new one, then try again.`,
			);
		}
		checkSize(Number(response.headers['content-length'] ?? 0));
		const chunks = readFile(body, {
			idleTimeout: requestLimits(context, idleTimeout).timeout,
			connections: requestLimits(context).attempts,
			cancelled,
			resume: async (offset) => await resumeFile(request, target, response, offset),
			progress(bytes) {
				progress.received = bytes;
				checkSize(bytes);
			},
		});
		return await context.helpers.prepareBinaryData(
			toStream(body, chunks),
			fileNameOf(response.headers['content-disposition'] as string | undefined, target.pathname, fallbackName),
			mimeTypeOf(response),
		);
	} catch (thrown) {
		throw broken(thrown);
	} finally {
		body?.destroy();
	}
}

type Fail = (message: string, description: string, status?: number) => NodeApiError;

interface FileRequest {
	context: FileContext;
	api: ProviderApi;
	base: URL;
	timeout: number;
	cancelled: AbortSignal;
	fail: Fail;
}

interface OpenFile {
	/** The address that the redirects led to. */
	target: URL;
	response: IN8nHttpFullResponse;
}

/** Opens a file, or the rest of it with a Range header. */
async function openFile(
	{ context, api, base, timeout, cancelled, fail }: FileRequest,
	address: URL,
	headers: Record<string, string> = {},
): Promise<OpenFile> {
	let target = address;
	for (let redirects = 0; redirects <= MAX_REDIRECTS; redirects++) {
		cancelled.throwIfAborted();
		if (target.protocol !== 'https:' && !(target.protocol === 'http:' && base.protocol === 'http:')) {
			throw fail(
				'The file is not at a secure address',
				`${api.displayName} returned an address that begins with ${target.protocol}//. Only https:// is downloaded.`,
			);
		}
		const { href, origin } = target;
		const attempt = async () => {
			const response = await rawRequest(
				context,
				{
					method: 'GET',
					url: href,
					// A compressed body has no offsets to continue at.
					headers: { 'accept-encoding': 'identity', ...headers },
					encoding: 'stream',
					timeout: requestLimits(context, timeout).timeout,
					abortSignal: cancelled,
				},
				origin === base.origin ? api.credentialType : undefined,
			);
			return fileOrFailure(response, href);
		};
		const answer = await withRetries(context, { method: 'GET' }, attempt, cancelled);
		if ('failure' in answer) {
			const { status, cause } = answer.failure;
			throw fail(
				`The file could not be downloaded${status === null ? '' : ` (${status})`}`,
				`${target.hostname} ${status === null ? `could not be reached, the network said: "${cause ?? ''}"` : `answered with the status ${status}`}. Links to results expire: get a new one, then try again.`,
				status ?? undefined,
			);
		}
		const location = answer.headers.location as string | undefined;
		if (answer.statusCode < 300) return { target, response: answer };
		target = new URL(location ?? '', target);
	}
	throw fail('The file could not be downloaded', 'Its address redirects too often.');
}

/** Whatever is neither the file nor a redirect to it is a failure. */
function fileOrFailure(
	response: IN8nHttpFullResponse | { cause: string },
	url: string,
): IN8nHttpFullResponse | { failure: RequestFailure } {
	if ('cause' in response) return { failure: { status: null, cause: response.cause } };

	const { statusCode: status, headers } = response;
	if (status >= 200 && status < 300) return response;
	bodyOf(response).destroy();
	const location = headers.location as string | undefined;
	if (status >= 300 && status < 400 && location !== undefined && URL.canParse(location, url)) return response;
	return { failure: { status, retryAfter: headers['retry-after'] as string | undefined } };
}

/** Opens the rest of a file (RFC 9110, section 14); a host without ranges sends the whole file again. */
async function resumeFile(
	request: FileRequest,
	address: URL,
	first: IN8nHttpFullResponse,
	offset: number,
): Promise<FileBody> {
	const validator = validatorOf(first);
	const { response } = await openFile(request, address, {
		range: `bytes=${offset}-`,
		...(validator === undefined ? {} : { 'if-range': validator }),
	});
	const body = bodyOf(response);
	if (response.statusCode === 206 && String(response.headers['content-range']).startsWith(`bytes ${offset}-`))
		return body;
	if (response.statusCode === 200 && validatorOf(response) === validator) return skipBytes(body, offset);
	body.destroy();
	throw request.fail(
		'The file could not be downloaded',
		`The connection to ${address.hostname} broke, and the file is a different one now. Try again.`,
	);
}

/** What tells two versions of a file apart. A weak ETag does not vouch for the same bytes. */
function validatorOf({ headers }: IN8nHttpFullResponse): string | undefined {
	const etag = headers.etag as string | undefined;
	return etag !== undefined && !etag.startsWith('W/') ? etag : (headers['last-modified'] as string | undefined);
}

function mimeTypeOf({ headers }: IN8nHttpFullResponse): string | undefined {
	const type = (headers['content-type'] as string | undefined)?.split(';')[0].trim();
	// Storage services say octet-stream for what they do not know; n8n then goes by the name.
	return type === 'application/octet-stream' ? undefined : type;
}

function bodyOf(response: IN8nHttpFullResponse): FileBody {
	return response.body as unknown as FileBody;
}
