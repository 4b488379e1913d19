/** The result of a reservation. */
export type Reservation =
	/** the id is now the caller's, who must commit or release it */
	| 'granted'
	/** another delivery of the event is being accepted */
	| 'pending'
	/** the event has been accepted */
	| 'committed';

/** Remembers which events have been accepted, in memory and within bounds. */
export interface EventMemory {
	/** @param id the event's idempotency key */
	reserve(id: string): Reservation;
	/** @returns what is known of an event, without reserving it */
	stateOf(id: string): 'pending' | 'committed' | 'unknown';
	/** Records that the event of a granted reservation has been accepted. */
	commit(id: string): void;
	/** Gives a granted reservation back, because the event was not accepted. A committed event stays remembered. */
	release(id: string): void;
	/** How many ids are remembered now. */
	readonly size: number;
}

interface EventMemoryOptions {
	/** How many ids are remembered at the most; beyond that the oldest is forgotten. */
	capacity: number;
	/** Milliseconds for which an accepted event is remembered. */
	rememberFor: number;
	/** Milliseconds after which a reservation that is neither committed nor released expires. */
	pendingFor: number;
	/** Epoch milliseconds. */
	now: () => number;
}

/**
 * Makes a guard. It is a map in the order of insertion, so that forgetting the oldest costs nothing.
 *
 * @param options its bounds and its clock
 * @returns an empty guard
 */
export function createEventMemory(options: EventMemoryOptions): EventMemory {
	const { capacity, rememberFor, pendingFor, now } = options;
	const entries = new Map<string, { committed: boolean; until: number }>();

	const remember = (id: string, committed: boolean) => {
		entries.delete(id);
		entries.set(id, { committed, until: now() + (committed ? rememberFor : pendingFor) });
		if (entries.size > capacity) {
			const [oldest] = entries.keys();
			entries.delete(oldest);
		}
	};

	const stateOf = (id: string) => {
		const entry = entries.get(id);
		if (entry === undefined || entry.until <= now()) return 'unknown';
		return entry.committed ? 'committed' : 'pending';
	};

	return {
		stateOf,
		reserve(id) {
			const state = stateOf(id);
			if (state !== 'unknown') return state;
			remember(id, false);
			return 'granted';
		},
		commit(id) {
			remember(id, true);
		},
		release(id) {
			if (entries.get(id)?.committed === false) entries.delete(id);
		},
		get size() {
			return entries.size;
		},
	};
}
