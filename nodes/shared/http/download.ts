import { type IBinaryData, type IN8nHttpFullResponse, NodeApiError } from 'n8n-workflow';

import { requestLimits } from './client';
import { readConnection } from './connection';
import { fileNameOf } from './file-name';
import { type FileBody, readFile, toStream } from './file-stream';
import { type FileContext, type FileRequest, openFile, openRest } from './open-file';
import { hasApi, type Provider } from './provider';
import { cancelSignal } from './raw-request';
import { messageOf } from '../n8n/errors';

/** Until the response begins, and between two of its chunks. */
const IDLE_TIMEOUT_MS = 30_000;

/** For all files of an event. In a webhook context the sender of a delivery waits for the answer. */
const MAX_DOWNLOAD_MINUTES = { execution: 30, webhook: 1 };

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
			`The file at ${hostname} is larger than ${Math.round(maxBytes / 1024 / 1024)} MB. Raise Max File Size, or turn off the download of results.`,
		);
	};
	const broken = (thrown: unknown) => {
		if (timeLimit.aborted) {
			const limit = maxMinutes(context) === 1 ? '1 minute' : `${maxMinutes(context)} minutes`;
			return fail(
				'The file could not be downloaded',
				`The download from ${hostname} took longer than ${limit}, and was stopped after ${received} bytes. Download the file by its link.`,
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
				`${hostname} answered with a web page instead of the file. Links to results expire: get a new one, then try again.`,
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

/** @returns a signal that aborts when downloads that begin now have taken too long: 30 minutes, 1 in a webhook context */
export function downloadTimeLimit(context: FileContext): AbortSignal {
	return AbortSignal.timeout(maxMinutes(context) * 60_000);
}

function maxMinutes(context: FileContext): number {
	return 'getResponseObject' in context ? MAX_DOWNLOAD_MINUTES.webhook : MAX_DOWNLOAD_MINUTES.execution;
}

function mimeTypeOf({ headers }: IN8nHttpFullResponse): string | undefined {
	const type = (headers['content-type'] as string | undefined)?.split(';')[0].trim();
	// Storage services say octet-stream for what they do not know; n8n then goes by the name.
	return type === 'application/octet-stream' ? undefined : type;
}
