import type { IDataObject } from 'n8n-workflow';

import type { ApiContext, ApiRequest, ProviderApi } from '../shared/http/provider';
import { requestApi } from '../shared/http/client';

/** Vigthoria's REST API. Source: Vigthoria documentation, "REST API". */
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
 * @returns the generation as it came: its `id` and `status`
 */
export async function generateMusic(context: ApiContext, music: IDataObject): Promise<unknown> {
	return await answer(context, { method: 'POST', path: '/music/generate', body: music });
}

/**
 * GET /music/{id}. The documentation does not show the answer.
 *
 * @returns the answer as it came
 */
export async function getMusic(context: ApiContext, id: string): Promise<unknown> {
	return await answer(context, { method: 'GET', path: `/music/${encodeURIComponent(id)}`, id });
}

/**
 * GET /music/library. The documentation does not show the answer.
 *
 * @returns the answer as it came
 */
export async function getMusicLibrary(context: ApiContext): Promise<unknown> {
	return await answer(context, { method: 'GET', path: '/music/library' });
}

/**
 * GET /video/{id}. Not documented: it is to videos what `GET /music/{id}` is to music.
 *
 * @returns the answer as it came
 */
export async function getVideo(context: ApiContext, id: string): Promise<unknown> {
	return await answer(context, { method: 'GET', path: `/video/${encodeURIComponent(id)}`, id });
}

/**
 * POST /video/generate. The documentation does not show the answer.
 *
 * @param video `prompt` and optional fields: `type`, `duration` (5 to 60 seconds), `resolution`
 * @returns the answer as it came
 */
export async function generateVideo(context: ApiContext, video: IDataObject): Promise<unknown> {
	return await answer(context, { method: 'POST', path: '/video/generate', body: video });
}

async function answer(context: ApiContext, request: ApiRequest): Promise<unknown> {
	return (await requestApi(context, vigthoriaApi, request)).body;
}
