import type { IDataObject } from 'n8n-workflow';

import { isMasked } from '../shared/endpoints/masked';
import { isJsonObject, toText } from '../shared/util/json';
import type { ApiContext, ApiRequest, ApiResponse, ProviderApi } from '../shared/http/provider';
import { requestApi } from '../shared/http/client';

/**
 * Virtual Staging AI's REST API, version 2. Its functions return the unchanged response body.
 *
 * Source: Virtual Staging AI documentation, "v2 API, Endpoints".
 */
export const virtualStagingAiApi: ProviderApi = {
	displayName: 'Virtual Staging AI',
	credentialType: 'virtualStagingAiApi',
	keyName: 'API Key',
	secretAdvice:
		'Choose a long random text and enter it as Webhook Secret in the Virtual Staging AI credential. Then run Webhook Secret > Set, or publish (activate) a workflow with a Virtual Staging AI Trigger: both make the account sign with it.',
};

/** The statuses of a response to a body that lacks a field. */
const REFUSALS = [400, 422] as const;

/** The documentation does not name the field of the secret: the first name is tried, then the second. */
const SECRET_FIELDS = ['secret', 'webhook_secret'] as const;

/** A picture as a data URL may be tens of megabytes. */
const UPLOAD_TIMEOUT_MS = 120_000;

/** The body of POST /renders and POST /renders/:id/variations, with the provider's field names. */
export interface StagingRequest extends IDataObject {
	config?: IDataObject;
	/** Several configs, each with its own `variation_count`. */
	configs?: IDataObject[];
	variation_count?: number;
	webhook_url?: string;
}

/** GET /user: the account, its limits and its usage. */
export async function getAccount(context: ApiContext): Promise<unknown> {
	return await responseBody(context, { method: 'GET', path: '/user' });
}

/** GET /status: whether the API is up. The response is usually empty. */
export async function getStatus(context: ApiContext): Promise<unknown> {
	return await responseBody(context, { method: 'GET', path: '/status', expects: 'anything' });
}

/**
 * GET /renders.
 *
 * @param query `limit` (1 to 100), `cursor` and `order`
 * @returns a page of renders
 */
export async function listRenders(context: ApiContext, query: IDataObject): Promise<unknown> {
	return await responseBody(context, { method: 'GET', path: '/renders', query });
}

/**
 * POST /renders.
 *
 * @param render `image_url`, and `config` or `configs`
 * @returns the render
 */
export async function createRender(
	context: ApiContext,
	render: StagingRequest & { image_url: string },
): Promise<unknown> {
	return await responseBody(context, { method: 'POST', path: '/renders', body: render, timeout: UPLOAD_TIMEOUT_MS });
}

/**
 * GET /renders/:id.
 *
 * @param query `include_variations`, `variations_limit`, `variations_cursor` and `variations_order`
 * @returns the render
 */
export async function getRender(context: ApiContext, id: string, query: IDataObject = {}): Promise<unknown> {
	return await responseBody(context, { method: 'GET', path: renderPath(id), id, query });
}

/**
 * POST /renders/:id/variations.
 *
 * @param variation one `config`
 * @returns the new variations, as an array or as a page in `variations`
 */
export async function createVariations(
	context: ApiContext,
	renderId: string,
	variation: StagingRequest,
): Promise<unknown> {
	return await responseBody(context, {
		method: 'POST',
		path: `${renderPath(renderId)}/variations`,
		id: renderId,
		body: variation,
	});
}

/** GET /renders/:id/variations/:variationId. */
export async function getVariation(context: ApiContext, renderId: string, variationId: string): Promise<unknown> {
	return await responseBody(context, {
		method: 'GET',
		path: `${renderPath(renderId)}/variations/${encodeURIComponent(variationId)}`,
		id: variationId,
	});
}

/**
 * POST /analyze: finds the furniture in a picture.
 *
 * @param image `image_url` and, optionally, `webhook_url`
 * @returns the analysis
 */
export async function analyzeImage(context: ApiContext, image: IDataObject): Promise<unknown> {
	return await responseBody(context, { method: 'POST', path: '/analyze', body: image, timeout: UPLOAD_TIMEOUT_MS });
}

/**
 * POST /multi-view-compatability (the provider's spelling). The documentation asks for an array of exactly two
 * URLs and does not name its field: `image_urls` is tried, then the array as the whole body.
 *
 * @param imageUrls the URLs of two pictures of one room
 * @param field the field to use instead, if its name is known
 */
export async function checkMultiView(
	context: ApiContext,
	imageUrls: readonly [string, string],
	field?: string,
): Promise<unknown> {
	const check = async (body: ApiRequest['body'], accept: readonly number[]) =>
		await requestApi(context, virtualStagingAiApi, {
			method: 'POST',
			path: '/multi-view-compatability',
			body,
			idempotent: true,
			accept,
		});

	if (field !== undefined) return (await check({ [field]: [...imageUrls] }, [])).body;
	const attempt = await check({ image_urls: [...imageUrls] }, REFUSALS);
	return REFUSALS.some((status) => status === attempt.status) ? (await check([...imageUrls], [])).body : attempt.body;
}

/** The outcome of setting a secret. */
interface SecretSetting {
	/** A success, or one of the accepted refusals. */
	status: number;
	/**
	 * A secret in the response that is not the given one, or null. It is only shown to the user: a response must never
	 * become a key.
	 */
	answered: string | null;
}

/**
 * POST /user/webhook-secret: sets the account's signing secret, for all of its receivers.
 *
 * @param options `field`: the field to use instead of trying several; `accept`: refusals that the caller handles
 */
export async function setWebhookSecret(
	context: ApiContext,
	secret: string,
	{ field, accept = [] }: { field?: string; accept?: readonly number[] } = {},
): Promise<SecretSetting> {
	const fields = field === undefined ? SECRET_FIELDS : [field];
	const { status, body } = await setInFirstField(context, secret, fields, accept);
	return { status, answered: otherSecret(body, secret, fields) };
}

/**
 * DELETE /user/webhook-secret: the account's deliveries are unsigned from then on. No secret to remove is a success.
 */
export async function removeWebhookSecret(context: ApiContext): Promise<void> {
	await responseBody(context, {
		method: 'DELETE',
		path: '/user/webhook-secret',
		expects: 'anything',
		accept: [404, 410],
	});
}

async function setInFirstField(
	context: ApiContext,
	secret: string,
	[field, ...others]: readonly string[],
	accept: readonly number[],
): Promise<ApiResponse> {
	const response = await requestApi(context, virtualStagingAiApi, {
		method: 'POST',
		path: '/user/webhook-secret',
		body: { [field]: secret },
		secrets: [secret],
		idempotent: true,
		expects: 'anything',
		accept: others.length === 0 ? accept : [...REFUSALS, ...accept],
	});
	const unknownField = REFUSALS.some((refusal) => refusal === response.status);
	return unknownField && others.length > 0 ? await setInFirstField(context, secret, others, accept) : response;
}

function otherSecret(body: unknown, secret: string, fields: readonly string[]): string | null {
	const objects = isJsonObject(body) ? [body, ...Object.values(body).filter(isJsonObject)] : [];
	const named = objects.flatMap((object) =>
		Object.entries(object).flatMap(([name, value]) =>
			/secret$/i.test(name) || fields.includes(name) ? (toText(value) ?? []) : [],
		),
	);
	return named.find((value) => value !== secret && !isMasked(value)) ?? null;
}

async function responseBody(context: ApiContext, request: ApiRequest): Promise<unknown> {
	return (await requestApi(context, virtualStagingAiApi, request)).body;
}

function renderPath(id: string): string {
	return `/renders/${encodeURIComponent(id)}`;
}
