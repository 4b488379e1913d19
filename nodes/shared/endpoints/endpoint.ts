import { type IHookFunctions, NodeApiError, NodeOperationError } from 'n8n-workflow';

import { isTransient } from '../http/transient';
import { messageOf } from '../n8n/errors';
import { warn } from '../n8n/log';
import { BoundedMap } from '../util/bounded-map';
import { rememberRegistration, type RegistrationState, registrationState, REPLACED_SECRET_OVERLAP_MS } from './state';
import { leadToSameNode, warnOfLoopback, webhookUrl } from './webhook-url';

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
	/** @returns the endpoints, or null where the answer holds no list that could be read */
	list(context: IHookFunctions): Promise<RemoteEndpoint[] | null>;
	/** @returns the new endpoint's id and its one-time secret, as far as the answer holds them */
	create(
		context: IHookFunctions,
		endpoint: { url: string; events: readonly string[] },
	): Promise<{ id?: string; secret: string | null }>;
	/** Deleting an endpoint that does not exist any more is a success. */
	delete(context: IHookFunctions, id: string): Promise<void>;
	/** The events to register for, from the node's choice. */
	events(chosen: readonly string[]): readonly string[];
}

/**
 * The life of an endpoint that a trigger registers for itself.
 *
 * An endpoint with this node's URL belongs to this node: the URL contains an id that n8n made for it alone, and the
 * test URL differs from the production URL. Only an endpoint whose secret is known is of use. Any other was left
 * behind, by a crash between making and saving or by lost static data, and is removed. The remembered endpoint is
 * removed even if the provider's list does not show it: lists may come in pages or change their shape.
 *
 * @param api the provider's endpoints
 * @returns n8n's three registration hooks
 * @example
 * const endpoints = { displayName: 'Acme', list, create, delete: remove, events: (chosen) => chosen };
 * webhookMethods = { default: checkedRegistration(endpointRegistration(endpoints), trigger) };
 */
export function endpointRegistration(api: EndpointApi) {
	return {
		async checkExists(this: IHookFunctions): Promise<boolean> {
			const url = webhookUrl(this);
			const state = registrationState(this);
			const listing = api.list(this);
			// n8n 1 asks at every start. An outage or an expired key must not take a trigger off that can verify deliveries.
			const outage = state?.url === url && state.secret !== undefined ? await outageOf(listing) : null;
			if (outage !== null) {
				const problem = `${api.displayName} could not be asked for the endpoint of the trigger`;
				warn(this, 'outage', `${problem}, which goes on with the endpoint that it registered before. ${outage}`);
				return true;
			}
			const mine = ownEndpoints(this, (await listing) ?? [], url);
			return mine.length === 1 && isUsable(mine[0], state, url, wantedEvents(this, api));
		},

		async create(this: IHookFunctions): Promise<boolean> {
			const url = webhookUrl(this);
			warnOfLoopback(this, url);
			return await oneAtATime(url, async () => await register(this, api, url));
		},

		async delete(this: IHookFunctions): Promise<boolean> {
			const url = webhookUrl(this);
			const remembered = rememberedId(this, url);
			if (remembered !== null) await api.delete(this, remembered);
			registeredHere.set(url, { url, ...overlapWith(registrationState(this) ?? registeredHere.get(url) ?? null) });
			rememberRegistration(this, null);

			const listed = await api.list(this);
			if (listed === null && remembered === null) throw unreadableList(this, api);
			const others = ownEndpoints(this, listed ?? [], url).filter(({ id }) => id !== remembered);
			await removeAll(this, api, others);
			return true;
		},
	};
}

/** @returns why the provider cannot be asked at the moment, or null where it answers */
async function outageOf(request: Promise<unknown>): Promise<string | null> {
	return await request.then(
		() => null,
		(error: unknown) => (isTransient(error) || isDenied(error) ? messageOf(error) : null),
	);
}

function isDenied(error: unknown): boolean {
	return error instanceof NodeApiError && ['401', '403'].includes(error.httpCode ?? '');
}

async function register(context: IHookFunctions, api: EndpointApi, url: string): Promise<boolean> {
	const events = wantedEvents(context, api);
	const before = ownEndpoints(context, await listOrFail(context, api), url);
	const state = heldState(context, url);
	const remembered = rememberedId(context, url);
	const [held, useless] = partition(before, ({ id }) => id === remembered);

	// Nobody knows their secrets: an attempt whose answer got lost left them behind.
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
		throw new NodeOperationError(context.getNode(), `${api.displayName} returned no signing secret`, {
			description: `Without it no delivery can be verified, so the new endpoint was removed again. Publish (activate) the workflow again; if this repeats, ask the support of ${api.displayName}.`,
		});
	}
	const fresh = { endpointId: id, url, secret: made.secret, ...overlapWith(state ?? registrationState(context)) };
	rememberRegistration(context, fresh);
	registeredHere.set(url, fresh);
	if (remembered !== null && remembered !== id) await api.delete(context, remembered);
	return true;
}

async function listOrFail(context: IHookFunctions, api: EndpointApi): Promise<RemoteEndpoint[]> {
	const listed = await api.list(context);
	if (listed === null) throw unreadableList(context, api);
	return listed;
}

/** Without the list nobody can tell which endpoints earlier attempts left behind. */
function unreadableList(context: IHookFunctions, { displayName }: EndpointApi): NodeOperationError {
	return new NodeOperationError(context.getNode(), `The list of endpoints of ${displayName} could not be read`, {
		description: `${displayName} answered the request for its webhook endpoints with something that holds no list, so endpoints that were left behind cannot be found. Check the Base URL of the credential. If it is right, look at the endpoints in the account, and report the problem to the authors of this node.`,
	});
}

/** Deliveries of the endpoint that is about to go may still be on their way. */
function overlapWith(state: RegistrationState | null): Pick<RegistrationState, 'replaced'> {
	if (state?.secret === undefined) return { replaced: state?.replaced };
	return { replaced: { secret: state.secret, until: Date.now() + REPLACED_SECRET_OVERLAP_MS } };
}

async function removeAll(context: IHookFunctions, api: EndpointApi, endpoints: RemoteEndpoint[]): Promise<void> {
	for (const { id } of endpoints) await api.delete(context, id);
}

/** Those of the listed endpoints that are this node's. */
function ownEndpoints(context: IHookFunctions, listed: readonly RemoteEndpoint[], url: string): RemoteEndpoint[] {
	const remembered = rememberedId(context, url);
	// The remembered one counts even if n8n's public address has changed since.
	return listed.filter((endpoint) => endpoint.url === url || endpoint.id === remembered);
}

/** The id of the endpoint that this node registered last, whatever n8n's public address was then. */
function rememberedId(context: IHookFunctions, url: string): string | null {
	const state = registrationState(context) ?? registeredHere.get(url) ?? null;
	return state !== null && leadToSameNode(state.url, url) ? (state.endpointId ?? null) : null;
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

/**
 * Finds an endpoint that was made although the answer does not tell its id.
 *
 * @param before what the provider listed before that
 * @param after what it lists now
 */
export function addedEndpoint(
	before: readonly RemoteEndpoint[],
	after: readonly RemoteEndpoint[],
	url: string,
): RemoteEndpoint | undefined {
	const known = new Set(before.map(({ id }) => id));
	return after.find((endpoint) => endpoint.url === url && !known.has(endpoint.id));
}

async function idOfNew(
	context: IHookFunctions,
	api: EndpointApi,
	url: string,
	before: RemoteEndpoint[],
): Promise<string> {
	const added = addedEndpoint(before, await listOrFail(context, api), url);
	if (added !== undefined) return added.id;
	throw new NodeOperationError(context.getNode(), `${api.displayName} does not list the new endpoint`, {
		description: `${api.displayName} registered the endpoint, but neither returned its ID nor lists it. Look for it in the account, then publish (activate) the workflow again.`,
	});
}

/**
 * n8n may run the hooks twice for one activation, the second time on a copy of the workflow that does not hold
 * the first one's static data yet. What this process registered a moment ago is therefore kept here as well.
 *
 * n8n also removes a registration when a changed trigger is published, and makes it anew a moment later. The secret that
 * was removed stays here until then, not in the static data, which exports and copies of the workflow contain.
 */
const registeredHere = new BoundedMap<string, RegistrationState>(1_000);

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
