import type { IDataObject } from 'n8n-workflow';

import { isJsonObject, type JsonObject, toArray, toText } from '../shared/util/json';
import type { RemoteEndpoint } from '../shared/endpoints/endpoint';
import { isMasked } from '../shared/endpoints/masked';
import { listIn, objectsIn } from '../shared/util/envelope';
import type { ApiContext, ApiRequest, ProviderApi } from '../shared/http/provider';
import { requestApi } from '../shared/http/client';

/**
 * ListingRVA AI's REST API. Its functions return the unchanged response body, because few are documented.
 *
 * Source: ListingRVA AI documentation, "API" and "Webhooks".
 */
export const listingRvaApi: ProviderApi = {
	displayName: 'ListingRVA AI',
	credentialType: 'listingRvaApi',
	keyName: 'Access Token',
	secretAdvice:
		'Enter the secret of the endpoint as Webhook Secret in the ListingRVA AI credential. Creating a webhook or rotating its secret returns one. The endpoint of a ListingRVA AI Trigger cannot be used here: only the trigger knows its secret.',
};

/** A response of POST /webhooks. Its body is not documented, only that the secret is in it and nowhere else. */
export interface CreatedEndpoint {
	id?: string;
	secret: string | null;
	/** The unchanged response body. */
	body: unknown;
}

/**
 * POST /ai/image: enqueues an image job.
 *
 * @param image the documented body: `productId`, `style` and optional fields
 * @returns the response body, which contains a `jobId`
 */
export async function generateImage(context: ApiContext, image: IDataObject): Promise<unknown> {
	return await responseBody(context, { method: 'POST', path: '/ai/image', body: image });
}

/** GET /ai/jobs/:id. The response is not documented. */
export async function getJob(context: ApiContext, id: string): Promise<unknown> {
	return await responseBody(context, { method: 'GET', path: `/ai/jobs/${encodeURIComponent(id)}`, id });
}

/** GET /assets/:id. The documentation promises full URLs, but does not name their fields. */
export async function getAsset(context: ApiContext, id: string): Promise<unknown> {
	return await responseBody(context, { method: 'GET', path: `/assets/${encodeURIComponent(id)}`, id });
}

/** GET /products. The response is not documented. */
export async function getProducts(context: ApiContext): Promise<unknown> {
	return await responseBody(context, { method: 'GET', path: '/products' });
}

/** GET /webhooks: lists the workspace's endpoints, without their secrets. The response is not documented. */
export async function listEndpoints(context: ApiContext): Promise<unknown> {
	return await responseBody(context, { method: 'GET', path: '/webhooks' });
}

/**
 * Reads the response body of {@link listEndpoints}: an array, or an object that contains one, also a level further down.
 *
 * @returns the endpoints that have an ID and a URL, or null if the body contains no list
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
 * @returns the new endpoint's ID and its one-time secret, if the response contains them
 */
export async function createEndpoint(
	context: ApiContext,
	endpoint: { url: string; events: readonly string[] },
): Promise<CreatedEndpoint> {
	const body = await responseBody(context, {
		method: 'POST',
		path: '/webhooks',
		body: { url: endpoint.url, events: [...endpoint.events] },
	});
	const objects = nestedObjects(body);
	// Other objects of the response, for example the workspace, also have an ID.
	const endpointObject = objects.find((candidate) => secretIn(candidate) !== null);
	return {
		id: endpointObject === undefined ? objects.map(idOf).find((id) => id !== undefined) : idOf(endpointObject),
		secret: endpointObject === undefined ? null : secretIn(endpointObject),
		body,
	};
}

/**
 * PUT /webhooks/:id. The documented example changes only the URL; whether the events can be changed is not documented.
 *
 * @param changes `url`, `events` or both
 */
export async function updateEndpoint(context: ApiContext, id: string, changes: IDataObject): Promise<unknown> {
	return await responseBody(context, { method: 'PUT', path: endpointPath(id), id, body: changes, expects: 'anything' });
}

/**
 * DELETE /webhooks/:id.
 *
 * @param options `missing: 'ok'` if an endpoint that no longer exists counts as deleted
 */
export async function deleteEndpoint(
	context: ApiContext,
	id: string,
	{ missing }: { missing: 'ok' | 'error' },
): Promise<void> {
	await responseBody(context, {
		method: 'DELETE',
		path: endpointPath(id),
		id,
		expects: 'anything',
		accept: missing === 'ok' ? [404, 410] : [],
	});
}

async function responseBody(context: ApiContext, request: ApiRequest): Promise<unknown> {
	return (await requestApi(context, listingRvaApi, request)).body;
}

function endpointPath(id: string): string {
	return `/webhooks/${encodeURIComponent(id)}`;
}

function idOf(entry: JsonObject): string | undefined {
	return toText(entry.id) ?? toText(entry._id) ?? undefined;
}

/** The objects in a response body whose shape is not documented, the outer ones first. */
function nestedObjects(value: unknown, depth = 4): JsonObject[] {
	if (depth === 0) return [];
	if (Array.isArray(value)) return value.flatMap((inner) => nestedObjects(inner, depth - 1));
	if (!isJsonObject(value)) return [];
	return [value, ...Object.values(value).flatMap((inner) => nestedObjects(inner, depth - 1))];
}

/** The documentation does not name the field, so the usual names are tried. */
function secretIn(endpoint: JsonObject): string | null {
	const { secret, signingSecret, signing_secret, webhookSecret, webhook_secret } = endpoint;
	const text = [secret, signingSecret, signing_secret, webhookSecret, webhook_secret]
		.map(toText)
		.find((value) => value !== null);
	return text === undefined || text === null || isMasked(text) ? null : text;
}
