import { BoundedMap } from '../util/bounded-map';
import { digestOf } from './digest';

/** The result of a reservation. */
export type Reservation =
	/** the id is now the caller's, who must commit or release it */
	| 'granted'
	/** another delivery of the event is being accepted */
	| 'pending'
	/** the event has been accepted */
	| 'committed';

/** Remembers which events have been accepted and which were executed, in memory and within bounds. */
export interface EventMemory {
	/** @param id the event's idempotency key */
	reserve(id: string): Reservation;
	/** @returns what is known of an event, without reserving it */
	stateOf(id: string): 'pending' | 'accepted' | 'executed' | 'unknown';
	/** Records that the event of a granted reservation has been accepted. */
	commit(id: string): void;
	/** Gives a granted reservation back, because the event was not accepted. */
	release(id: string): void;
	/** Records that this process has executed an event, whoever has received it. */
	recordExecution(id: string): void;
	/** How many accepted and executed events are remembered now. */
	readonly size: number;
}

interface EventMemoryOptions {
	/** How many accepted and executed events are remembered; beyond that the oldest is forgotten. */
	capacity: number;
	/** Milliseconds for which an event is remembered that was accepted, but not executed by this process. */
	acceptedFor: number;
	/** Milliseconds for which an event is remembered that this process has executed. */
	executedFor: number;
	/** Milliseconds after which a reservation that is neither committed nor released expires. */
	pendingFor: number;
	/** Epoch milliseconds. */
	now: () => number;
}

/**
 * Makes an empty memory. A reservation is never pushed out by other events: there are as many as deliveries that are
 * being answered.
 *
 * @param options its bounds and its clock
 */
export function createEventMemory(options: EventMemoryOptions): EventMemory {
	const { capacity, acceptedFor, executedFor, pendingFor, now } = options;
	/** When each was reserved, the oldest first. */
	const pending = new Map<string, number>();
	const settled = new BoundedMap<string, { state: 'accepted' | 'executed'; since: number }>(capacity);
	const lifetimes = { accepted: acceptedFor, executed: executedFor };

	/** What seems to come from the future was written before the clock was set back. */
	const isYounger = (since: number, limit: number) => now() - since >= 0 && now() - since < limit;

	const stateOf = (key: string) => {
		const event = settled.get(key);
		if (event !== undefined && isYounger(event.since, lifetimes[event.state])) return event.state;
		return isYounger(pending.get(key) ?? -Infinity, pendingFor) ? 'pending' : 'unknown';
	};

	const forgetExpiredReservations = () => {
		for (const [key, since] of pending) {
			if (isYounger(since, pendingFor)) return;
			pending.delete(key);
		}
	};

	return {
		stateOf: (id) => stateOf(digestOf(id)),
		reserve(id) {
			const key = digestOf(id);
			const state = stateOf(key);
			if (state !== 'unknown') return state === 'pending' ? 'pending' : 'committed';
			forgetExpiredReservations();
			pending.set(key, now());
			return 'granted';
		},
		commit(id) {
			const key = digestOf(id);
			pending.delete(key);
			if (stateOf(key) !== 'executed') settled.set(key, { state: 'accepted', since: now() });
		},
		release(id) {
			pending.delete(digestOf(id));
		},
		recordExecution(id) {
			settled.set(digestOf(id), { state: 'executed', since: now() });
		},
		get size() {
			return settled.size;
		},
	};
}
