import type { IBinaryKeyData } from 'n8n-workflow';

import type { GenerationEvent } from '../event/event';
import { downloadFile, downloadTimeLimit } from './download';
import type { FileContext } from './open-file';
import type { Provider } from './provider';

/** Several times the size of the providers' images and songs. */
export const MAX_FILE_SIZE_MB = 50;

const MEGABYTE = 1024 * 1024;

/**
 * Downloads the result files of an event. If a download fails, the reason is added to the event's `issues`.
 *
 * @param maxFileSize megabytes per file
 * @returns the event, and the files as binary data: `result_0` for the first of its results
 */
export async function withResultFiles(
	context: FileContext,
	provider: Provider,
	event: GenerationEvent,
	maxFileSize: number,
): Promise<{ json: GenerationEvent; binary: IBinaryKeyData }> {
	const binary: IBinaryKeyData = {};
	const issues: string[] = [];
	const timeLimit = downloadTimeLimit(context);
	for (const [index, { url }] of event.results.entries()) {
		if (url === undefined) continue;
		const name = `result_${index}`;
		try {
			binary[name] = await downloadFile(context, provider, url, {
				fallbackName: name,
				maxBytes: maxFileSize * MEGABYTE,
				timeLimit,
			});
		} catch (error) {
			issues.push(`${name}: ${reasonOf(error)}`);
		}
	}
	return { json: issues.length === 0 ? event : { ...event, issues: [...(event.issues ?? []), ...issues] }, binary };
}

/** @returns an error's message and description as one text, for an event's `issues` */
export function reasonOf(error: unknown): string {
	if (!(error instanceof Error)) return String(error);
	const description = 'description' in error && typeof error.description === 'string' ? error.description : '';
	return [error.message, description].filter((text) => text !== '').join('. ');
}
