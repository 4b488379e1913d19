import {
	type IBinaryData,
	type IExecuteFunctions,
	type IHttpRequestOptions,
	type IN8nHttpFullResponse,
	type IWebhookFunctions,
	NodeApiError,
} from 'n8n-workflow';

import { openConnection } from './connection';
import type { ProviderApi } from './provider';
import type { RequestFailure } from './errors';
import { tryRequest, withRetries } from './client';

/** Milliseconds until the answer begins; the file itself may take longer. */
const TIMEOUT = 60_000;

const MAX_REDIRECTS = 5;

/** A body that n8n has not read yet. */
interface FileStream extends AsyncIterable<Uint8Array> {
	destroy(): void;
}

type FileContext = IExecuteFunctions | IWebhookFunctions;

type BinarySource = Parameters<IExecuteFunctions['helpers']['prepareBinaryData']>[0];

/**
 * Downloads a result file into n8n's binary data, without holding it in memory unless its size is limited.
 *
 * The credential goes to the API's own origin only, redirects included; storage services refuse foreign
 * credentials, and must not see them. Plain http is refused unless the credential's base URL is plain http too.
 *
 * @param context the node's execute context
 * @param api the provider
 * @param url where the file is
 * @param fallbackName the file's name where neither the answer nor the address holds one
 * @param maxBytes how large the file may be
 * @returns the binary data, with file name and MIME type
 * @throws NodeApiError that says why the file could not be downloaded
 */
export async function downloadFile(
	context: FileContext,
	api: ProviderApi,
	url: string,
	fallbackName: string,
	maxBytes = Infinity,
): Promise<IBinaryData> {
	const { baseUrl, redact } = await openConnection(context, api);
	const base = new URL(baseUrl);
	const fail = (message: string, description: string, status?: number) =>
		new NodeApiError(
			context.getNode(),
			{},
			{
				message,
				description: redact(description),
				httpCode: status === undefined ? undefined : String(status),
			},
		);

	let target = new URL(url);
	for (let redirects = 0; redirects <= MAX_REDIRECTS; redirects++) {
		if (target.protocol !== 'https:' && !(target.protocol === 'http:' && base.protocol === 'http:')) {
			throw fail(
				'The file is not at a secure address',
				`${api.displayName} gave an address that begins with ${target.protocol}//. Only https:// is downloaded.`,
			);
		}
		const answer = await fetchFile(context, api, target, target.origin === base.origin);
		if ('failure' in answer) {
			const { status, cause } = answer.failure;
			throw fail(
				`The file could not be downloaded${status === null ? '' : ` (${status})`}`,
				`${target.hostname} ${status === null ? `could not be reached, the network said: "${cause ?? ''}"` : `answered with the status ${status}`}. Links to results expire: get a new one, then try again.`,
				status ?? undefined,
			);
		}
		if (answer.location !== undefined && URL.canParse(answer.location, target.href)) {
			target = new URL(answer.location, target);
			continue;
		}
		const source = await readFile(answer.response, maxBytes);
		if (source === null) {
			throw fail(
				'The file is too large',
				`${target.hostname} sends more than ${Math.round(maxBytes / 1024 / 1024)} MB. Raise the limit in the node's options, or do without downloading the results.`,
			);
		}
		return await toBinaryData(context, answer.response, source, target, fallbackName);
	}
	throw fail('The file could not be downloaded', 'Its address redirects too often.');
}

type FileAnswer = { response: IN8nHttpFullResponse; location?: string };

async function fetchFile(
	context: FileContext,
	api: ProviderApi,
	target: URL,
	isApi: boolean,
): Promise<FileAnswer | { failure: RequestFailure }> {
	const options: IHttpRequestOptions = {
		method: 'GET',
		url: target.href,
		encoding: 'stream',
		timeout: TIMEOUT,
		disableFollowRedirect: true,
		returnFullResponse: true,
		ignoreHttpStatusErrors: true,
		abortSignal: 'getExecutionCancelSignal' in context ? context.getExecutionCancelSignal() : undefined,
	};
	return await withRetries(context, { method: 'GET' }, async () => {
		const response = await send(context, isApi ? api.credentialType : null, { ...options });
		if ('cause' in response) return { failure: { status: null, cause: response.cause } };

		const { statusCode: status, headers, body } = response;
		if (status >= 200 && status < 300) return { response };
		(body as unknown as FileStream).destroy();
		const location = headers.location as string | undefined;
		if (status >= 300 && status < 400 && location !== undefined) return { response, location };
		return { failure: { status, retryAfter: headers['retry-after'] as string | undefined } };
	});
}

async function send(
	context: FileContext,
	credentialType: string | null,
	options: IHttpRequestOptions,
): Promise<IN8nHttpFullResponse | { cause: string }> {
	const { httpRequest, httpRequestWithAuthentication } = context.helpers;
	return await tryRequest(
		credentialType === null
			? httpRequest(options)
			: httpRequestWithAuthentication.call(context, credentialType, options),
	);
}

/** Reads a body up to a limit; null where it is larger. The announced length may be missing, or a lie. */
async function readFile(
	{ headers, body }: IN8nHttpFullResponse,
	maxBytes: number,
): Promise<BinarySource | null> {
	if (maxBytes === Infinity) return body as unknown as BinarySource;
	const stream = body as unknown as FileStream;
	const chunks: Uint8Array[] = [];
	let size = Number(headers['content-length'] ?? 0) > maxBytes ? Infinity : 0;
	if (size === 0) {
		for await (const chunk of stream) {
			size += chunk.length;
			if (size > maxBytes) break;
			chunks.push(chunk);
		}
	}
	if (size <= maxBytes) return Buffer.concat(chunks);
	stream.destroy();
	return null;
}

async function toBinaryData(
	context: FileContext,
	{ headers }: IN8nHttpFullResponse,
	source: BinarySource,
	target: URL,
	fallbackName: string,
): Promise<IBinaryData> {
	const type = (headers['content-type'] as string | undefined)?.split(';')[0].trim();
	const name =
		nameInDisposition(headers['content-disposition'] as string | undefined) ??
		lastSegment(target.pathname) ??
		fallbackName;
	// Storage services say octet-stream for what they do not know; n8n then goes by the name.
	const known = type === undefined || type === 'application/octet-stream' ? undefined : type;
	return await context.helpers.prepareBinaryData(source, name, known);
}

/** Reads the file name of a Content-Disposition header (RFC 6266), without any folder. */
function nameInDisposition(header: string | undefined): string | undefined {
	const extended = /filename\*=(?:UTF-8'[^']*')?([^;]+)/i.exec(header ?? '')?.[1];
	const plain = /filename="?([^";]+)"?/i.exec(header ?? '')?.[1];
	return lastSegment(extended ?? plain ?? '');
}

function lastSegment(path: string): string | undefined {
	const segment = decoded(path).split(/[\\/]/).pop()?.trim();
	return segment === '' ? undefined : segment;
}

function decoded(text: string): string {
	try {
		return decodeURIComponent(text);
	} catch {
		return text;
	}
}
