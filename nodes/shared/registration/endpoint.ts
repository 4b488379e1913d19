import { type IHookFunctions, NodeOperationError } from 'n8n-workflow';

import {
	rememberRegistration,
	type RegistrationState,
	registrationState,
	REPLACED_SECRET_OVERLAP,
} from './state';
import { warnOfLoopback, webhookUrl } from './webhook-url';

/** An endpoint as a provider lists it. */
export interface RemoteEndpoint {
	id: string;
	url: string;
	/** Undefined where the provider does not say. */
	events?: readonly string[];
}

/** What a provider with registered endpoints lets us do. */
export interface EndpointApi {
	/** The provider's name as users know it. */
	displayName: string;
	list(context: IHookFunctions): Promise<RemoteEndpoint[]>;
	/** @returns the new endpoint's id and its one-time secret, as far as the answer holds them */
	create(
		context: IHookFunctions,
		endpoint: { url: string; events: readonly string[] },
	): Promise<{ id?: string; secret: string | null }>;
	/** Deleting what is not there any more is a success. */
	delete(context: IHookFunctions, id: string): Promise<void>;
	/** The events to register for, from the node's choice. */
	events(chosen: readonly string[]): readonly string[];
}

/**
 * The life of an endpoint that a trigger registers for itself.
 *
 * The endpoint with this node's URL is this node's: the URL contains an id that n8n made for it alone, and the
 * test URL differs from the production URL. Of those, only the one whose secret is held is of use. All others
 * were left behind, by a crash between making and saving or by lost static data, and are removed.
 *
 * @param api the provider's endpoints
 * @returns n8n's three registration hooks
 */
export function endpointRegistration(api: EndpointApi) {
	return {
		async checkExists(this: IHookFunctions): Promise<boolean> {
			const url = webhookUrl(this);
			const mine = await endpointsAt(this, api, url);
			return (
				mine.length === 1 && isUsable(mine[0], registrationState(this), url, wantedEvents(this, api))
			);
		},

		async create(this: IHookFunctions): Promise<boolean> {
			const url = webhookUrl(this);
			warnOfLoopback(this, url);
			return await oneAtATime(url, async () => await register(this, api, url));
		},

		async delete(this: IHookFunctions): Promise<boolean> {
			const url = webhookUrl(this);
			const mine = await endpointsAt(this, api, url);
			for (const { id } of mine) await api.delete(this, id);
			rememberRegistration(this, retired(this, url));
			registeredHere.delete(url);
			return true;
		},
	};
}

async function register(context: IHookFunctions, api: EndpointApi, url: string): Promise<boolean> {
	const events = wantedEvents(context, api);
	const before = await endpointsAt(context, api, url);
	const state = heldState(context, url);
	const [held, useless] = partition(before, ({ id }) => id === (state ?? registrationState(context))?.endpointId);

	// Nobody holds their secrets, so their events are lost anyway: an attempt whose answer got lost left them behind.
	await removeAll(context, api, useless);
	if (state !== null && held.some((endpoint) => isUsable(endpoint, state, url, events))) {
		rememberRegistration(context, state);
		return true;
	}

	// The new endpoint comes before the old one goes, so that no event falls between the two.
	const made = await api.create(context, { url, events });
	const id = made.id ?? (await idOfNew(context, api, url, before));
	if (made.secret === null) {
		await api.delete(context, id);
		throw new NodeOperationError(
			context.getNode(),
			`${api.displayName} registered the endpoint without telling its signing secret`,
			{
				description: `${api.displayName} registered the endpoint, but did not tell its signing secret, without which no delivery can be verified. Publish (activate) the workflow again; if it stays like this, ask the support of ${api.displayName}.`,
			},
		);
	}
	const fresh = { endpointId: id, url, secret: made.secret, ...overlapWith(state ?? registrationState(context)) };
	rememberRegistration(context, fresh);
	registeredHere.set(url, fresh);
	await removeAll(context, api, held);
	return true;
}

/** Deliveries of the endpoint that is about to go may still be on their way. */
function overlapWith(state: RegistrationState | null): Pick<RegistrationState, 'replaced'> {
	if (state?.secret === undefined) return { replaced: state?.replaced };
	return { replaced: { secret: state.secret, until: Date.now() + REPLACED_SECRET_OVERLAP } };
}

/**
 * What is left of a registration that was removed. n8n also removes it when a changed trigger is published, and makes
 * it anew a moment later.
 */
function retired(context: IHookFunctions, url: string): RegistrationState | null {
	const overlap = overlapWith(registrationState(context));
	return overlap.replaced === undefined || context.getMode() === 'manual' ? null : { url, ...overlap };
}

async function removeAll(
	context: IHookFunctions,
	api: EndpointApi,
	endpoints: RemoteEndpoint[],
): Promise<void> {
	for (const { id } of endpoints) await api.delete(context, id);
}

async function endpointsAt(
	context: IHookFunctions,
	api: EndpointApi,
	url: string,
): Promise<RemoteEndpoint[]> {
	const previous = registrationState(context);
	const endpoints = await api.list(context);
	return endpoints.filter(
		(endpoint) =>
			endpoint.url === url ||
			// n8n's public address has changed since: the endpoint is this node's all the same.
			(previous !== null && endpoint.id === previous.endpointId && samePath(previous.url, url)),
	);
}

function isUsable(
	endpoint: RemoteEndpoint,
	state: RegistrationState | null,
	url: string,
	events: readonly string[],
): boolean {
	return (
		state?.secret !== undefined &&
		endpoint.id === state.endpointId &&
		endpoint.url === url &&
		(endpoint.events === undefined || haveSameItems(endpoint.events, events))
	);
}

async function idOfNew(
	context: IHookFunctions,
	api: EndpointApi,
	url: string,
	before: RemoteEndpoint[],
): Promise<string> {
	const known = new Set(before.map(({ id }) => id));
	const added = (await api.list(context)).find(
		(endpoint) => endpoint.url === url && !known.has(endpoint.id),
	);
	if (added !== undefined) return added.id;
	throw new NodeOperationError(context.getNode(), `${api.displayName} does not list the new endpoint`, {
		description: `${api.displayName} registered the endpoint, but neither told its ID nor lists it. Publish (activate) the workflow again.`,
	});
}

/**
 * n8n may run the hooks twice for one activation, the second time on a copy of the workflow that does not hold
 * the first one's static data yet. What this process registered a moment ago is therefore kept here as well.
 */
const registeredHere = new Map<string, RegistrationState>();

function heldState(context: IHookFunctions, url: string): RegistrationState | null {
	const state = registrationState(context);
	const here = registeredHere.get(url) ?? null;
	return state?.url === url && state.secret !== undefined ? state : here;
}

const running = new Map<string, Promise<unknown>>();

async function oneAtATime<T>(key: string, work: () => Promise<T>): Promise<T> {
	const before = running.get(key) ?? Promise.resolve();
	const mine = before.then(work, work);
	const settled = mine.then(
		() => {},
		() => {},
	);
	running.set(key, settled);
	try {
		return await mine;
	} finally {
		if (running.get(key) === settled) running.delete(key);
	}
}

function wantedEvents(context: IHookFunctions, api: EndpointApi): readonly string[] {
	return api.events(context.getNodeParameter('events') as string[]);
}

function partition<T>(list: readonly T[], belongs: (entry: T) => boolean): [T[], T[]] {
	return [list.filter(belongs), list.filter((entry) => !belongs(entry))];
}

function haveSameItems(some: readonly string[], others: readonly string[]): boolean {
	return some.length === others.length && some.every((member) => others.includes(member));
}

function samePath(some: string, other: string): boolean {
	return new URL(some).pathname === new URL(other).pathname;
}
