import { type IBinaryData, type IN8nHttpFullResponse, NodeApiError } from 'n8n-workflow';

import { requestLimits } from './client';
import { readConnection } from './connection';
import { fileNameOf } from './file-name';
import { type FileBody, readFile, toStream } from './file-stream';
import { type FileContext, type FileRequest, openFile, openRest } from './open-file';
import { hasApi, type Provider } from './provider';
import { cancelSignal } from './raw-request';
import { messageOf } from '../n8n/errors';

/** Until the response begins, and between two chunks. */
const IDLE_TIMEOUT_MS = 30_000;

/** For all files of an event. In a webhook context, the sender is waiting for the response. */
const MAX_DOWNLOAD_MINUTES = { execution: 30, webhook: 1 };

interface DownloadOptions {
	/** The name of the file if neither the response nor the address contains one. */
	fallbackName: string;
	/** Maximum size of the file; unlimited by default. */
	maxBytes?: number;
	/** Milliseconds without a byte after which a connection counts as broken; 30,000 by default. */
	idleTimeout?: number;
	/** Ends the download; {@link downloadTimeLimit} by default. Several downloads may share one. */
	timeLimit?: AbortSignal;
}

/**
 * Downloads a result file into n8n's binary data. The file is streamed: if n8n keeps binary data on disk, only one chunk
 * is in memory. After a broken or silent connection, the download continues where it stopped.
 *
 * The credential is sent to the API's own origin only, also after redirects: storage services must not see it, and
 * refuse it. Plain http is refused unless the credential's base URL uses it.
 *
 * @param address the file's URL, absolute or relative to the credential's base URL
 * @returns the binary data, with file name and MIME type
 * @throws NodeApiError that says why the file could not be downloaded
 */
export async function downloadFile(
	context: FileContext,
	provider: Provider,
	address: string,
	options: DownloadOptions,
): Promise<IBinaryData> {
	const { fallbackName, maxBytes = Infinity, timeLimit = downloadTimeLimit(context) } = options;
	const { idleTimeout = IDLE_TIMEOUT_MS } = options;
	const { displayName, credentialType } = provider;
	const connection = hasApi(provider) ? await readConnection(context, provider) : null;
	const fail: FileRequest['fail'] = (message, description, status) =>
		new NodeApiError(
			context.getNode(),
			{},
			{
				message,
				description: connection?.redact(description) ?? description,
				httpCode: status === undefined ? undefined : String(status),
			},
		);
	const baseUrl = connection === null ? undefined : `${connection.baseUrl}/`;
	if (!URL.canParse(address, baseUrl)) {
		throw fail(
			'The address of the file is not valid',
			`${displayName} returned the address "${address.slice(0, 200)}", which is not a URL. Get the result again, or look for the file in the account.`,
		);
	}
	let { hostname } = new URL(address, baseUrl);
	let received = 0;
	const checkSize = (bytes: number) => {
		if (bytes <= maxBytes) return;
		throw fail(
			'The file is too large',
			`The file at ${hostname} is larger than ${Math.round(maxBytes / 1024 / 1024)} MB. Raise Max File Size, or turn off Download Results.`,
		);
	};
	const broken = (thrown: unknown) => {
		if (timeLimit.aborted) {
			const limit = maxMinutes(context) === 1 ? '1 minute' : `${maxMinutes(context)} minutes`;
			return fail(
				'The file could not be downloaded',
				`The download from ${hostname} took longer than ${limit} and was stopped after ${received} bytes. Download the file from its link.`,
			);
		}
		if (thrown instanceof NodeApiError) return thrown;
		return fail(
			'The file could not be downloaded',
			`The download from ${hostname} ended after ${received} bytes: "${messageOf(thrown)}". Try again.`,
		);
	};
	const cancelled = AbortSignal.any([timeLimit, cancelSignal(context)].filter((signal) => signal !== undefined));
	const request: FileRequest = {
		context,
		displayName,
		api: baseUrl === undefined ? null : { base: new URL(baseUrl), credentialType },
		timeout: idleTimeout,
		cancelled,
		fail,
	};
	let body: FileBody | undefined;
	try {
		const file = await openFile(request, new URL(address, baseUrl));
		const { response, target } = file;
		body = file.body;
		hostname = target.hostname;
		if (mimeTypeOf(response) === 'text/html') {
			throw fail(
				'The file could not be downloaded',
				`${hostname} returned a web page instead of the file. Links to results expire: get a new link, then try again.`,
			);
		}
		checkSize(Number(response.headers['content-length'] ?? 0));
		const chunks = readFile(body, {
			idleTimeout: requestLimits(context, idleTimeout).timeout,
			connections: requestLimits(context).attempts,
			cancelled,
			resume: async (offset) => await openRest(request, file, offset),
			progress(bytes) {
				received = bytes;
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

/** @returns a signal that aborts after 30 minutes, or after 1 minute in a webhook context */
export function downloadTimeLimit(context: FileContext): AbortSignal {
	return AbortSignal.timeout(maxMinutes(context) * 60_000);
}

function maxMinutes(context: FileContext): number {
	return 'getResponseObject' in context ? MAX_DOWNLOAD_MINUTES.webhook : MAX_DOWNLOAD_MINUTES.execution;
}

function mimeTypeOf({ headers }: IN8nHttpFullResponse): string | undefined {
	const type = (headers['content-type'] as string | undefined)?.split(';')[0].trim();
	// Storage services use octet-stream for unknown types. Without a type, n8n goes by the file name.
	return type === 'application/octet-stream' ? undefined : type;
}
