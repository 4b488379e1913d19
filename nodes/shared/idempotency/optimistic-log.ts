import { abortableDelay, within } from '../n8n/delay';

/** n8n's record of processed values. */
export interface ProcessedValues {
	/** Returns those of the values that it contains, and adds the others. */
	checkAndRecord(values: string[]): Promise<readonly unknown[]>;
	/** Takes values out again. */
	remove(values: string[]): Promise<void>;
}

/** Whether an event is to be passed on. */
export interface Verdict {
	isNew: boolean;
	/** Why the record could not be asked. The event then counts as new. */
	error?: unknown;
}

/** Which events have been passed on, over all processes that share n8n's database. */
export interface OptimisticLog {
	/**
	 * @param ids the idempotency keys of the events that one execution carries
	 * @param executionId that execution
	 * @param record n8n's record, as this execution reaches it
	 * @returns for each event, whether no other execution has passed it on; of equal ones the first alone is new. Never
	 * throws
	 */
	areNew(ids: readonly string[], executionId: string, record: ProcessedValues): Promise<Verdict[]>;
}

interface Entry {
	id: string;
	/** Names the event in this execution: a worker that dies may be replaced by one that runs the same one again. */
	marker: string;
}

interface WaitingEntry extends Entry {
	record: ProcessedValues;
	/** How often the record was asked, with or without success. */
	attempts: number;
	inserted: boolean;
	resolve: (verdict: Verdict) => void;
}

const MAX_ATTEMPTS = 8;

/** Milliseconds between two rounds at the least. Other processes need gaps to write into. */
const MIN_GAP_MS = 20;

/** Milliseconds after which a round counts as failed: a database that hangs must not stop every execution. */
export const MAX_ROUND_MS = 10_000;

/**
 * Which recent entries each round writes again, in case another process has overwritten them: those of the last rounds,
 * a few in any case, and so many at the most. A round of long lists settles hundreds at once.
 */
const REWRITTEN = { rounds: 4, atLeast: 50, atMost: 500 };

/**
 * Makes the record of one node in this process. Its protocol is optimistic insert, confirmed by re-read, because
 * n8n reads one row, changes it and writes it back without a lock:
 *
 *     A reads   []
 *     B reads   []
 *     A writes  [a]
 *     B writes  [b]    a is gone: A's next round does not find it, inserts it again, and checks once more
 *
 * So an event is passed on only when a later round finds its entry. All events that wait share one round, so that
 * nothing races within the process.
 *
 * @param pause waits for a number of milliseconds, or until the signal is aborted
 * @param maxAttempts after so many rounds an event that was inserted but never found again is passed on
 */
export function createOptimisticLog(pause = abortableDelay, maxAttempts = MAX_ATTEMPTS): OptimisticLog {
	let waiting: WaitingEntry[] = [];
	let recent: Array<Entry & { round: number }> = [];
	let rounds = 0;
	let running = false;

	const settle = (entry: WaitingEntry, verdict: Verdict) => {
		waiting = waiting.filter((other) => other !== entry);
		// Only what this process has inserted is written again. Nothing of the execution is kept.
		if (verdict.isNew) recent.push({ id: entry.id, marker: entry.marker, round: rounds });
		entry.resolve(verdict);
	};

	const round = async (asking: readonly WaitingEntry[]) => {
		for (const entry of asking) entry.attempts += 1;
		const values = [...recent, ...asking].flatMap(({ id, marker }) => [id, marker]);
		try {
			const found = await within(asking[0].record.checkAndRecord(values), MAX_ROUND_MS, pause);
			if (found === null) {
				const error = new Error(`n8n's database did not answer within ${MAX_ROUND_MS / 1_000} seconds`);
				for (const entry of asking) settle(entry, { isNew: true, error });
				return;
			}
			const processed = new Set(found);
			const duplicates: Entry[] = [];
			for (const entry of asking) {
				if (processed.has(entry.marker)) settle(entry, { isNew: true });
				else if (processed.has(entry.id) && !entry.inserted) {
					duplicates.push(entry);
					settle(entry, { isNew: false });
				} else if (entry.attempts >= maxAttempts) settle(entry, { isNew: true });
				entry.inserted = true;
			}
			if (duplicates.length > 0) await forgetMarkers(asking[0].record, duplicates);
		} catch (error) {
			for (const entry of asking) if (entry.attempts >= maxAttempts) settle(entry, { isNew: true, error });
		}
	};

	const isRewritten = (entry: { round: number }, index: number, { length }: readonly unknown[]) =>
		entry.round >= rounds - REWRITTEN.rounds || index >= length - REWRITTEN.atLeast;

	/** Otherwise a duplicate that keeps coming would push other events out of the record. */
	const forgetMarkers = async (record: ProcessedValues, duplicates: readonly Entry[]) => {
		try {
			const markers = duplicates.map(({ marker }) => marker);
			await within(record.remove(markers), MAX_ROUND_MS, pause);
		} catch {
			// They take up room, and do no other harm.
		}
	};

	const run = async () => {
		running = true;
		while (waiting.length > 0) {
			const started = Date.now();
			await round([...waiting]);
			rounds += 1;
			recent = recent.slice(-REWRITTEN.atMost).filter(isRewritten);
			if (waiting.length === 0) break;
			const attempts = Math.max(1, ...waiting.map((entry) => entry.attempts));
			// A slow round means that another process may hold what it has read for as long: the gap grows with it.
			const gap = (MIN_GAP_MS + 4 * (Date.now() - started)) * 1.5 ** (attempts - 1);
			await pause(gap * (0.5 + Math.random()));
		}
		running = false;
	};

	return {
		async areNew(ids, executionId, record) {
			const verdicts = ids.map(async (id, index) => {
				if (ids.indexOf(id) < index) return { isNew: false };
				const marker = `${id}@${executionId}`;
				const same = [...waiting, ...recent].find((entry) => entry.id === id);
				if (same !== undefined && same.marker !== marker) return { isNew: false };
				return await new Promise<Verdict>((resolve) => {
					waiting.push({ id, marker, record, attempts: 0, inserted: false, resolve });
				});
			});
			if (!running) void run();
			return await Promise.all(verdicts);
		},
	};
}
