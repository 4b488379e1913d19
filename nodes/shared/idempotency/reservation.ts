import type { IExecuteFunctions, IPollFunctions, IWebhookFunctions } from 'n8n-workflow';

import { perKeyCache } from '../util/per-key-cache';
import { nodeKey } from '../n8n/node-key';
import { onResponseEnd } from '../n8n/response-end';
import { createEventMemory, type Reservation } from './in-memory';

const HOUR = 3_600_000;

/** Over all nodes: about 30 MB. Ids beyond this number push out those of the node that has been quiet for longest. */
const MAX_IDS = 100_000;

/** A reservation lasts as long as n8n may take to settle it: a full n8n lets an execution wait for its turn. */
const guards = perKeyCache(() =>
	createEventMemory({ capacity: 5_000, rememberFor: 24 * HOUR, pendingFor: HOUR, now: Date.now }),
);

/** A reservation, and what the holder of a granted one has to do with it. */
interface OpenReservation {
	state: Reservation;
	/** Commits the reservation where n8n has stored the execution, and releases it where n8n has not. */
	settle(stored: boolean): void;
}

/**
 * Reserves an event for one of its deliveries. A granted reservation is settled when n8n ends the response to it:
 * committed with the status 200, else released.
 *
 * @param id the event's idempotency key, unique for the node
 * @returns `granted` where this delivery may start an execution
 */
export function reserve(context: IWebhookFunctions, id: string): Reservation {
	const { state, settle } = openReservation(context, id);
	if (state === 'granted') onResponseEnd(context.getResponseObject(), (status) => settle(status === 200));
	return state;
}

/**
 * Reserves an event whose execution another delivery may start.
 *
 * @param id the event's idempotency key, unique for the node
 * @returns the reservation, to be settled by the caller where it is granted
 */
export function openReservation(context: IWebhookFunctions, id: string): OpenReservation {
	const guard = guards.get(nodeKey(context));
	const state = guard.reserve(id);
	if (rememberedIds() > MAX_IDS) guards.deleteOldest();
	return {
		state,
		settle(stored) {
			if (stored) guard.commit(id);
			else guard.release(id);
		},
	};
}

/**
 * @param id the event's idempotency key
 * @returns whether this process has accepted the event, is accepting it right now, or knows neither
 */
export function stateOfEvent(context: IPollFunctions, id: string): 'pending' | 'committed' | 'unknown' {
	return guards.get(nodeKey(context)).stateOf(id);
}

/** @returns whether this process has accepted the event */
export function isAccepted(context: IWebhookFunctions, id: string): boolean {
	return guards.get(nodeKey(context)).stateOf(id) === 'committed';
}

/**
 * Remembers events that were passed on without a delivery having reserved them.
 *
 * @param ids their idempotency keys
 */
export function commitEvents(context: IExecuteFunctions, ids: readonly string[]): void {
	const guard = guards.get(nodeKey(context));
	for (const id of ids) guard.commit(id);
	if (rememberedIds() > MAX_IDS) guards.deleteOldest();
}

/** @returns how many ids the guards of all nodes remember */
export function rememberedIds(): number {
	let total = 0;
	for (const { size } of guards.values()) total += size;
	return total;
}
