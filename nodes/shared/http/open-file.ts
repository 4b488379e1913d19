import type { IExecuteFunctions, IN8nHttpFullResponse, IWebhookFunctions, NodeApiError } from 'n8n-workflow';

import { requestLimits, withRetries } from './client';
import type { RequestFailure } from './errors';
import { type FileBody, skipBytes } from './file-stream';
import { rawRequest } from './raw-request';

const MAX_REDIRECTS = 5;

/** The contexts in which files are downloaded. */
export type FileContext = IExecuteFunctions | IWebhookFunctions;

/** The settings that all requests of a download share. */
export interface FileRequest {
	context: FileContext;
	/** The provider's name as users know it. */
	displayName: string;
	/** The base URL of its API, and the credential, which is sent to this origin only; null if it has no API. */
	api: { base: URL; credentialType: string } | null;
	/** Milliseconds until a response begins. */
	timeout: number;
	cancelled: AbortSignal;
	/** Makes an error from a title and what to do next. */
	fail: (message: string, description: string, status?: number) => NodeApiError;
}

/** A response whose body has not been read yet. */
interface OpenFile {
	/** The URL after all redirects. */
	target: URL;
	response: IN8nHttpFullResponse;
	body: FileBody;
}

/**
 * Opens a file, following redirects.
 *
 * @param headers further headers of the request, for example a range
 * @throws NodeApiError that says why the file cannot be opened
 */
export async function openFile(
	{ context, displayName, api, timeout, cancelled, fail }: FileRequest,
	address: URL,
	headers: Record<string, string> = {},
): Promise<OpenFile> {
	let target = address;
	for (let redirects = 0; redirects <= MAX_REDIRECTS; redirects++) {
		cancelled.throwIfAborted();
		if (target.protocol !== 'https:' && !(target.protocol === 'http:' && api?.base.protocol === 'http:')) {
			throw fail(
				'The file is not at a secure address',
				`${displayName} returned an address that begins with ${target.protocol}//. Only https:// is downloaded.`,
			);
		}
		const url = target.href;
		const credentialType = target.origin === api?.base.origin ? api.credentialType : undefined;
		const attempt = async () => {
			const response = await rawRequest(
				context,
				{
					method: 'GET',
					url,
					// A compressed body could not be continued at an offset.
					headers: { 'accept-encoding': 'identity', ...headers },
					encoding: 'stream',
					timeout: requestLimits(context, timeout).timeout,
					abortSignal: cancelled,
				},
				credentialType,
			);
			return fileOrFailure(response, url);
		};
		const response = await withRetries(context, { method: 'GET' }, attempt, cancelled);
		if ('failure' in response) {
			const { status, cause } = response.failure;
			throw fail(
				`The file could not be downloaded${status === null ? '' : ` (${status})`}`,
				`${target.hostname} ${status === null ? `could not be reached: "${cause ?? ''}"` : `returned the status ${status}`}. Links to results expire: get a new link, then try again.`,
				status ?? undefined,
			);
		}
		if (response.statusCode < 300) return { target, response, body: bodyOf(response) };
		target = new URL(response.headers.location as string, target);
	}
	throw fail('The file could not be downloaded', 'Its URL redirects too many times.');
}

/**
 * Opens the rest of a file (RFC 9110, section 14). A host without ranges sends the whole file again.
 *
 * @param first the first response, to check that the file has not changed
 * @param offset number of bytes received so far
 * @returns the body from the offset on
 */
export async function openRest(
	request: FileRequest,
	{ target, response: first }: Pick<OpenFile, 'target' | 'response'>,
	offset: number,
): Promise<FileBody> {
	const validator = validatorOf(first);
	const { response, body } = await openFile(request, target, {
		range: `bytes=${offset}-`,
		...(validator === undefined ? {} : { 'if-range': validator }),
	});
	if (response.statusCode === 206 && String(response.headers['content-range']).startsWith(`bytes ${offset}-`))
		return body;
	if (response.statusCode === 200 && validatorOf(response) === validator) return skipBytes(body, offset);
	body.destroy();
	throw request.fail(
		'The file could not be downloaded',
		`The connection to ${target.hostname} broke, and the file has changed since. Try again.`,
	);
}

/** Any response but the file or a redirect to it is a failure. */
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

/** Identifies a version of a file. A weak ETag does not guarantee the same bytes. */
function validatorOf({ headers }: IN8nHttpFullResponse): string | undefined {
	const etag = headers.etag as string | undefined;
	return etag !== undefined && !etag.startsWith('W/') ? etag : (headers['last-modified'] as string | undefined);
}

function bodyOf(response: IN8nHttpFullResponse): FileBody {
	return response.body as unknown as FileBody;
}
