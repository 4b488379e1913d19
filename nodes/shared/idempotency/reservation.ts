import type { IExecuteFunctions, IPollFunctions, IWebhookFunctions } from 'n8n-workflow';

import { onResponseEnd } from '../n8n/response-end';
import { type EventKey, memoryKey } from './event-key';
import { createEventMemory, type Reservation } from './in-memory';

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;

/**
 * The events of all nodes and workflows of this process. An acknowledged event is remembered for as long as senders
 * repeat a delivery in quick succession. Whether it was executed this process knows only if it has done so itself:
 * afterwards n8n's database decides. A reservation lasts as long as n8n may take to settle it: a full n8n lets an
 * execution wait for its turn.
 */
const memory = createEventMemory({
	capacity: 100_000,
	acceptedFor: 10 * MINUTE,
	executedFor: 24 * HOUR,
	pendingFor: HOUR,
	now: () => Date.now(),
});

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
	const { state, settle } = openReservation(context, { scope: 'node', id });
	if (state === 'granted') onResponseEnd(context.getResponseObject(), (status) => settle(status === 200));
	return state;
}

/**
 * Reserves an event whose execution another delivery may start.
 *
 * @returns the reservation, to be settled by the caller where it is granted
 */
export function openReservation(context: IWebhookFunctions, key: EventKey): OpenReservation {
	const event = eventOf(context, key);
	return {
		state: memory.reserve(event),
		settle(stored) {
			if (stored) memory.commit(event);
			else memory.release(event);
		},
	};
}

/**
 * @returns whether this process has executed the event, is receiving it or has done so a moment ago, or knows neither
 */
export function stateOfEvent(context: IPollFunctions, key: EventKey): 'pending' | 'committed' | 'unknown' {
	const state = memory.stateOf(eventOf(context, key));
	if (state === 'executed') return 'committed';
	return state === 'accepted' ? 'pending' : state;
}

/** @returns whether this process has accepted the event, by its idempotency key, at this node */
export function isAccepted(context: IWebhookFunctions, id: string): boolean {
	const state = memory.stateOf(eventOf(context, { scope: 'node', id }));
	return state === 'accepted' || state === 'executed';
}

/** Remembers events that this process executes. */
export function recordExecution(context: IExecuteFunctions, keys: readonly EventKey[]): void {
	for (const key of keys) memory.recordExecution(eventOf(context, key));
}

/** @returns how many accepted and executed events of all nodes are remembered */
export function rememberedIds(): number {
	return memory.size;
}

function eventOf(context: IExecuteFunctions | IPollFunctions | IWebhookFunctions, { scope, id }: EventKey): string {
	return `${memoryKey(context, scope)}\n${id}`;
}
