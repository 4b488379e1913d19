/** What the guard says to a claim. */
type Claim =
	/** nobody has claimed the id: it is now the caller's, who must keep or release it */
	| 'granted'
	/** somebody is still accepting the event */
	| 'pending'
	/** the event has been accepted before */
	| 'kept';

/** Remembers which events have been accepted, in memory and within bounds. */
export interface ReplayGuard {
	/** @param id the event's idempotency key */
	claim(id: string): Claim;
	/** Says that the event behind a granted claim has been accepted. */
	keep(id: string): void;
	/**
	 * Gives a granted claim back, because the event was not accepted after all. An event that somebody else has
	 * accepted since stays remembered.
	 */
	release(id: string): void;
	/** How many ids are remembered now. */
	readonly size: number;
}

interface ReplayGuardOptions {
	/** How many ids are remembered at the most; beyond that the oldest is forgotten. */
	capacity: number;
	/** Milliseconds for which an accepted event is remembered. */
	keepFor: number;
	/** Milliseconds after which a claim counts as given back, should nobody ever settle it. */
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
export function createReplayGuard(options: ReplayGuardOptions): ReplayGuard {
	const { capacity, keepFor, pendingFor, now } = options;
	const entries = new Map<string, { kept: boolean; until: number }>();

	const remember = (id: string, kept: boolean) => {
		entries.delete(id);
		entries.set(id, { kept, until: now() + (kept ? keepFor : pendingFor) });
		if (entries.size > capacity) {
			const [oldest] = entries.keys();
			entries.delete(oldest);
		}
	};

	return {
		claim(id) {
			const entry = entries.get(id);
			if (entry !== undefined && entry.until > now()) return entry.kept ? 'kept' : 'pending';
			remember(id, false);
			return 'granted';
		},
		keep(id) {
			remember(id, true);
		},
		release(id) {
			if (entries.get(id)?.kept === false) entries.delete(id);
		},
		get size() {
			return entries.size;
		},
	};
}
