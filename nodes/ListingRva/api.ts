import { isJsonObject, type JsonObject, listOf, textOf } from '../shared/delivery/json';
import type { RemoteEndpoint } from '../shared/glue/endpoint-registration';
import type { ApiContext, ProviderApi } from '../shared/glue/provider-api';
import { requestApi } from '../shared/glue/transport';

/** ListingRVA AI's REST API. Source: ListingRVA AI documentation, "API" and "Webhooks". */
export const listingRvaApi: ProviderApi = {
	displayName: 'ListingRVA AI',
	credentialType: 'listingRvaApi',
	keyName: 'Access Token',
};

/** What POST /webhooks answers. The documentation shows no body, only that the secret is in it, this once. */
export interface CreatedEndpoint {
	id?: string;
	secret: string | null;
	/** The answer as it came. */
	body: unknown;
}

/**
 * GET /webhooks. The documentation does not show the answer: a bare array and one inside an object both work.
 *
 * @param context any context of the node
 * @returns the workspace's endpoints, without their secrets
 */
export async function listEndpoints(context: ApiContext): Promise<RemoteEndpoint[]> {
	const { body } = await requestApi(context, listingRvaApi, { method: 'GET', path: '/webhooks' });
	return entriesOf(body).flatMap((entry) => {
		const id = idOf(entry);
		const url = textOf(entry.url);
		if (id === undefined || url === null) return [];
		const events = entry.events === undefined ? undefined : listOf(entry.events).map(String);
		return [{ id, url, events }];
	});
}

/**
 * POST /webhooks.
 *
 * @param context any context of the node
 * @param endpoint where to deliver what
 * @returns the new endpoint's id and its one-time secret, as far as the answer holds them
 */
export async function createEndpoint(
	context: ApiContext,
	endpoint: { url: string; events: readonly string[] },
): Promise<CreatedEndpoint> {
	const { body } = await requestApi(context, listingRvaApi, {
		method: 'POST',
		path: '/webhooks',
		body: { url: endpoint.url, events: [...endpoint.events] },
	});
	const objects = isJsonObject(body) ? [body, ...Object.values(body).filter(isJsonObject)] : [];
	return {
		id: objects.map(idOf).find((id) => id !== undefined),
		secret: objects.map(({ secret }) => textOf(secret)).find((secret) => secret !== null) ?? null,
		body,
	};
}

/**
 * DELETE /webhooks/:id. An endpoint that is not there any more counts as deleted.
 *
 * @param context any context of the node
 * @param id the endpoint's id
 */
export async function deleteEndpoint(context: ApiContext, id: string): Promise<void> {
	await requestApi(context, listingRvaApi, {
		method: 'DELETE',
		path: `/webhooks/${encodeURIComponent(id)}`,
		accept: [404, 410],
	});
}

function entriesOf(body: unknown): JsonObject[] {
	const list = isJsonObject(body) ? Object.values(body).find(Array.isArray) : body;
	return listOf(list).filter(isJsonObject);
}

function idOf(entry: JsonObject): string | undefined {
	return textOf(entry.id) ?? textOf(entry._id) ?? undefined;
}
