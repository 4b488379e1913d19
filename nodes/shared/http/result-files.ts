import type { IBinaryKeyData, IExecuteFunctions, IWebhookFunctions } from 'n8n-workflow';

import type { GenerationEvent } from '../delivery/event';
import { downloadFile } from './download';
import type { ProviderApi } from './provider';

/** Megabytes: several times what the providers' images and songs have, and no danger to n8n's memory. */
export const MAX_FILE_SIZE = 50;

const MEGABYTE = 1024 * 1024;

/**
 * Downloads the results of an event.
 *
 * @param context the node's execute context, or the webhook context of a node that waits
 * @param api the provider
 * @param event the event
 * @param maxFileSize megabytes that one file may have
 * @returns the files as binary data, `result_0` for the first of the event's results
 * @throws NodeApiError that says why a file could not be downloaded
 */
export async function resultFiles(
	context: IExecuteFunctions | IWebhookFunctions,
	api: ProviderApi,
	event: GenerationEvent,
	maxFileSize: number,
): Promise<IBinaryKeyData> {
	const files: IBinaryKeyData = {};
	for (const [index, { url }] of event.results.entries()) {
		if (url === undefined) continue;
		files[`result_${index}`] = await downloadFile(context, api, url, `result_${index}`, maxFileSize * MEGABYTE);
	}
	return files;
}
