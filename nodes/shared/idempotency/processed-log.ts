import { abortableDelay } from '../util/delay';

/**
 * n8n's record of processed values: says which of the values it holds, and adds the others.
 *
 * It reads one row, changes it and writes it back, without a lock. So of two processes that do it at once, the one
 * that writes last wipes out what the other has added.
 */
type CheckAndRecord = (values: string[]) => Promise<readonly unknown[]>;

/** Which events have been passed on, over all processes that share n8n's database. */
export interface EventRecord {
	/**
	 * @param id the event's idempotency key
	 * @param executionId the execution that carries it
	 * @param checkAndRecord n8n's record, as this execution reaches it
	 * @returns whether no other execution has passed the event on
	 * @throws what `checkAndRecord` throws again and again
	 */
	isNew(id: string, executionId: string, checkAndRecord: CheckAndRecord): Promise<boolean>;
}

interface Entry {
	id: string;
	/** Names the event in this execution: a worker that dies may be replaced by one that runs the same one again. */
	mine: string;
	checkAndRecord: CheckAndRecord;
	/** How often the record was asked, with or without success. */
	attempts: number;
	recorded: boolean;
	/** Ends the wait; undefined once it has ended. */
	settle?: (outcome: { isNew: boolean } | { error: unknown }) => void;
}

const ATTEMPTS = 8;

/** Milliseconds between two rounds at the least. Other processes need gaps to write into. */
const GAP = 20;

/** How many of the latest entries each round adds again, should another process have wiped them out meanwhile. */
const REWRITTEN_PER_ROUND = 50;

/**
 * Makes the record of one node in this process.
 *
 * What can race within the process does not: all events that wait share one round of checking and recording. What
 * races with other processes is found out: an event is only passed on once a later round has found its entry still
 * there. Otherwise that round has added it again, and the next one looks, after a longer gap.
 */
export function createEventRecord(): EventRecord {
	let entries: Entry[] = [];
	let running = false;

	const waiting = () => entries.filter(({ settle }) => settle !== undefined);

	const settle = (entry: Entry, outcome: { isNew: boolean } | { error: unknown }) => {
		entry.settle?.(outcome);
		entry.settle = undefined;
		// Somebody else's event is not this process's to add again.
		if ('isNew' in outcome && !outcome.isNew) entries = entries.filter((other) => other !== entry);
	};

	const forgetTheOldest = () => {
		const settled = entries.filter((entry) => entry.settle === undefined);
		const latest = new Set(settled.slice(-REWRITTEN_PER_ROUND));
		entries = entries.filter((entry) => entry.settle !== undefined || latest.has(entry));
	};

	const round = async (asking: Entry[]) => {
		const values = entries.flatMap(({ id, mine }) => [id, mine]);
		for (const entry of asking) entry.attempts += 1;
		try {
			const processed = new Set(await asking[0].checkAndRecord(values));
			for (const entry of asking) {
				if (processed.has(entry.mine)) settle(entry, { isNew: true });
				else if (processed.has(entry.id) && !entry.recorded) settle(entry, { isNew: false });
				else if (entry.attempts >= ATTEMPTS) settle(entry, { isNew: true });
				entry.recorded = true;
			}
		} catch (error) {
			for (const entry of asking) if (entry.attempts >= ATTEMPTS) settle(entry, { error });
		}
	};

	const run = async () => {
		running = true;
		for (let asking = waiting(); asking.length > 0; asking = waiting()) {
			const started = Date.now();
			await round(asking);
			forgetTheOldest();
			const attempts = waiting().map((entry) => entry.attempts);
			if (attempts.length === 0) continue;
			// The gap follows the time that a round takes: that is how long another process may hold what it has read.
			const gap = (GAP + 4 * (Date.now() - started)) * 1.5 ** (Math.max(1, ...attempts) - 1);
			await abortableDelay(gap * (0.5 + Math.random()));
		}
		running = false;
	};

	return {
		async isNew(id, executionId, checkAndRecord) {
			const mine = `${id}@${executionId}`;
			if (entries.some((entry) => entry.id === id && entry.mine !== mine)) return false;
			return await new Promise<boolean>((resolve, reject) => {
				entries.push({
					id,
					mine,
					checkAndRecord,
					attempts: 0,
					recorded: false,
					settle: (outcome) => ('isNew' in outcome ? resolve(outcome.isNew) : reject(outcome.error)),
				});
				if (!running) void run();
			});
		},
	};
}
