import type { IDataObject } from 'n8n-workflow';

import type { ApiContext, ApiRequest, ProviderApi } from '../shared/http/provider';
import { requestApi } from '../shared/http/client';

/**
 * Vigthoria's REST API. Its functions return the unchanged response body, because few are documented.
 *
 * Source: Vigthoria documentation, "REST API".
 */
export const vigthoriaApi: ProviderApi = {
	displayName: 'Vigthoria',
	credentialType: 'vigthoriaApi',
	keyName: 'API Key',
	secretAdvice:
		'Copy the signing secret from the webhook settings of the Vigthoria dashboard into the Webhook Secret of the Vigthoria credential.',
};

/**
 * POST /music/generate.
 *
 * @param music `prompt` and optional fields: `genre`, `duration` (30 to 240 seconds), `vocals`, `lyrics`
 * @returns the generation: its `id` and `status`
 */
export async function generateMusic(context: ApiContext, music: IDataObject): Promise<unknown> {
	return await responseBody(context, { method: 'POST', path: '/music/generate', body: music });
}

/** GET /music/{id}. The response is not documented. */
export async function getMusic(context: ApiContext, id: string): Promise<unknown> {
	return await responseBody(context, { method: 'GET', path: `/music/${encodeURIComponent(id)}`, id });
}

/** GET /music/library. The response is not documented. */
export async function getMusicLibrary(context: ApiContext): Promise<unknown> {
	return await responseBody(context, { method: 'GET', path: '/music/library' });
}

/** GET /video/{id}. Not documented, but expected to work like `GET /music/{id}`. */
export async function getVideo(context: ApiContext, id: string): Promise<unknown> {
	return await responseBody(context, { method: 'GET', path: `/video/${encodeURIComponent(id)}`, id });
}

/**
 * POST /video/generate. The response is not documented.
 *
 * @param video `prompt` and optional fields: `type`, `duration` (5 to 60 seconds), `resolution`
 */
export async function generateVideo(context: ApiContext, video: IDataObject): Promise<unknown> {
	return await responseBody(context, { method: 'POST', path: '/video/generate', body: video });
}

async function responseBody(context: ApiContext, request: ApiRequest): Promise<unknown> {
	return (await requestApi(context, vigthoriaApi, request)).body;
}
