import type { IDataObject } from 'n8n-workflow';

import { isJsonObject, type JsonObject, toArray, toText } from '../shared/util/json';
import type { RemoteEndpoint } from '../shared/endpoints/endpoint';
import { isMasked } from '../shared/endpoints/masked';
import { listIn, objectsIn } from '../shared/util/envelope';
import type { ApiContext, ApiRequest, ProviderApi } from '../shared/http/provider';
import { requestApi } from '../shared/http/client';

/** ListingRVA AI's REST API. Source: ListingRVA AI documentation, "API" and "Webhooks". */
export const listingRvaApi: ProviderApi = {
	displayName: 'ListingRVA AI',
	credentialType: 'listingRvaApi',
	keyName: 'Access Token',
	secretAdvice:
		'Enter the secret of the endpoint as Webhook Secret in the ListingRVA AI credential. Creating a webhook or rotating its secret returns one. The secret of an endpoint that a ListingRVA AI Trigger registered for itself is known to that trigger only, so it cannot be used here.',
};

/** What POST /webhooks answers. The documentation shows no body; it says that the secret is in it, and only there. */
export interface CreatedEndpoint {
	id?: string;
	secret: string | null;
	/** The answer as it came. */
	body: unknown;
}

/**
 * POST /ai/image: enqueues an image job.
 *
 * @param image the documented body: `productId`, `style` and optional fields
 * @returns the answer as it came; it holds a `jobId`
 */
export async function generateImage(context: ApiContext, image: IDataObject): Promise<unknown> {
	return await answer(context, { method: 'POST', path: '/ai/image', body: image });
}

/**
 * GET /ai/jobs/:id. The documentation does not show the answer.
 *
 * @returns the answer as it came
 */
export async function getJob(context: ApiContext, id: string): Promise<unknown> {
	return await answer(context, { method: 'GET', path: `/ai/jobs/${encodeURIComponent(id)}`, id });
}

/**
 * GET /assets/:id. The documentation says that the asset comes with full URLs, not in which fields.
 *
 * @returns the answer as it came
 */
export async function getAsset(context: ApiContext, id: string): Promise<unknown> {
	return await answer(context, { method: 'GET', path: `/assets/${encodeURIComponent(id)}`, id });
}

/**
 * GET /products. The documentation does not show the answer.
 *
 * @returns the answer as it came
 */
export async function getProducts(context: ApiContext): Promise<unknown> {
	return await answer(context, { method: 'GET', path: '/products' });
}

/**
 * GET /webhooks. The documentation does not show the answer.
 *
 * @returns the workspace's endpoints, without their secrets, as they came
 */
export async function listEndpoints(context: ApiContext): Promise<unknown> {
	return await answer(context, { method: 'GET', path: '/webhooks' });
}

/**
 * Reads the answer of {@link listEndpoints}: a bare array, and one inside an object or one level further down.
 *
 * @param body the answer as it came
 * @returns the endpoints that have an id and a URL, or null where the answer holds no list
 */
export function endpointsIn(body: unknown): RemoteEndpoint[] | null {
	const lists = [body, ...objectsIn(body)].map(listIn);
	const list = lists.find((found) => found !== null);
	if (!list) return null;
	return list.filter(isJsonObject).flatMap((entry) => {
		const id = idOf(entry);
		const url = toText(entry.url);
		if (id === undefined || url === null) return [];
		const events = entry.events === undefined ? undefined : toArray(entry.events).map(String);
		return [{ id, url, events }];
	});
}

/**
 * POST /webhooks.
 *
 * @param endpoint where to deliver what
 * @returns the new endpoint's id and its one-time secret, as far as the answer holds them
 */
export async function createEndpoint(
	context: ApiContext,
	endpoint: { url: string; events: readonly string[] },
): Promise<CreatedEndpoint> {
	const body = await answer(context, {
		method: 'POST',
		path: '/webhooks',
		body: { url: endpoint.url, events: [...endpoint.events] },
	});
	const objects = nestedObjects(body);
	// Other objects of the answer, the workspace for instance, have ids of their own.
	const endpointObject = objects.find((candidate) => secretIn(candidate) !== null);
	return {
		id: endpointObject === undefined ? objects.map(idOf).find((id) => id !== undefined) : idOf(endpointObject),
		secret: endpointObject === undefined ? null : secretIn(endpointObject),
		body,
	};
}

/**
 * PUT /webhooks/:id. The documentation's example changes the URL only; whether the events can be changed it does
 * not say.
 *
 * @param changes `url`, `events` or both
 * @returns the answer as it came
 */
export async function updateEndpoint(context: ApiContext, id: string, changes: IDataObject): Promise<unknown> {
	return await answer(context, { method: 'PUT', path: endpointPath(id), id, body: changes, expects: 'anything' });
}

/**
 * DELETE /webhooks/:id.
 *
 * @param options `missing: 'ok'` where an endpoint that does not exist any more counts as deleted
 */
export async function deleteEndpoint(
	context: ApiContext,
	id: string,
	{ missing }: { missing: 'ok' | 'error' },
): Promise<void> {
	await answer(context, {
		method: 'DELETE',
		path: endpointPath(id),
		id,
		expects: 'anything',
		accept: missing === 'ok' ? [404, 410] : [],
	});
}

async function answer(context: ApiContext, request: ApiRequest): Promise<unknown> {
	return (await requestApi(context, listingRvaApi, request)).body;
}

function endpointPath(id: string): string {
	return `/webhooks/${encodeURIComponent(id)}`;
}

function idOf(entry: JsonObject): string | undefined {
	return toText(entry.id) ?? toText(entry._id) ?? undefined;
}

/** The objects of an answer, the outer ones first; its form is not documented. */
function nestedObjects(value: unknown, depth = 4): JsonObject[] {
	if (depth === 0) return [];
	if (Array.isArray(value)) return value.flatMap((inner) => nestedObjects(inner, depth - 1));
	if (!isJsonObject(value)) return [];
	return [value, ...Object.values(value).flatMap((inner) => nestedObjects(inner, depth - 1))];
}

/** The names that services give to an endpoint's secret; the documentation shows none. */
function secretIn(endpoint: JsonObject): string | null {
	const { secret, signingSecret, signing_secret, webhookSecret, webhook_secret } = endpoint;
	const text = [secret, signingSecret, signing_secret, webhookSecret, webhook_secret]
		.map(toText)
		.find((value) => value !== null);
	return text === undefined || text === null || isMasked(text) ? null : text;
}
