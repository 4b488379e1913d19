import { abortableDelay, within } from '../n8n/delay';
import { BoundedMap } from '../util/bounded-map';
import { createThrottle } from '../util/throttle';

/** Keeps signing secrets in memory, so that a delivery costs no credential read. */
interface SecretCache {
	/**
	 * @param key names the credential
	 * @param read reads its secrets from n8n
	 * @returns the secrets in force: the current ones, and for a while those that they replaced
	 * @throws what `read` throws
	 */
	secrets(key: string, read: () => Promise<readonly string[]>): Promise<readonly string[]>;
	/**
	 * Looks whether the secrets have changed, after a signature did not match.
	 *
	 * @returns the secrets in force, or null where it is too early to look again or the look takes too long
	 * @throws what `read` throws
	 */
	refresh(key: string, read: () => Promise<readonly string[]>): Promise<readonly string[] | null>;
}

interface SecretCacheOptions {
	/** Milliseconds after which secrets are read again. */
	freshFor: number;
	/** Milliseconds for which a replaced secret is still accepted. */
	overlap: number;
	/** Milliseconds between two reads of one key at the least, whatever they are for and whether they fail. */
	refreshInterval: number;
	/** How many keys are kept at the most. */
	capacity: number;
	/** Epoch milliseconds. */
	now: () => number;
	pause?: typeof abortableDelay;
}

interface Entry {
	current: readonly string[];
	readAt: number;
	replaced: ReadonlyArray<{ secret: string; until: number }>;
}

/** A read that has not been answered yet. */
interface Read {
	startedAt: number;
	/** Null where it takes too long. */
	entry: Promise<Entry | null>;
}

/** How long deliveries wait for a read. */
const MAX_WAIT_MS = 2_000;

/** After this time another read is started beside one that has not been answered. */
const MAX_READ_MS = 10_000;

/**
 * Makes a cache. A secret that was replaced or removed stops being accepted after `freshFor + overlap` at the
 * latest.
 *
 * @param options its times and bounds
 */
export function createSecretCache(options: SecretCacheOptions): SecretCache {
	const { freshFor, overlap, now, pause } = options;
	const entries = new BoundedMap<string, Entry>(options.capacity);
	const reading = new Map<string, Read>();
	const reads = createThrottle(options.refreshInterval, now);

	/** What seems to come from the future was written before the clock was set back. How old it is nobody knows. */
	const isYounger = (time: number, limit: number) => now() - time >= 0 && now() - time < limit;

	const known = (key: string): Entry | undefined => {
		const entry = entries.get(key);
		return entry !== undefined && isYounger(entry.readAt, freshFor + overlap) ? entry : undefined;
	};

	const inForce = (key: string): string[] => {
		const { current = [], replaced = [] } = known(key) ?? {};
		return [...current, ...replaced.filter(({ until }) => until > now()).map(({ secret }) => secret)];
	};

	const store = (key: string, current: readonly string[], readAt: number): Entry => {
		const before = known(key);
		// A later read was answered sooner.
		if (before !== undefined && before.readAt > readAt) return before;
		const { replaced = [], readAt: lastSeen = 0, current: previous = [] } = before ?? {};
		// The time of replacement is unknown. Count from the last read.
		const until = Math.min(now() + overlap, lastSeen + freshFor + overlap);
		const gone = previous.filter((secret) => !current.includes(secret)).map((secret) => ({ secret, until }));
		const entry = { current, readAt, replaced: [...replaced.filter((one) => one.until > now()), ...gone] };
		entries.set(key, entry);
		return entry;
	};

	const startRead = (key: string, read: () => Promise<readonly string[]>): Read => {
		const startedAt = now();
		const answered = read().then((current) => store(key, current, startedAt));
		const own = { startedAt, entry: within(answered, MAX_WAIT_MS, pause) };
		const forget = () => {
			if (reading.get(key) === own) reading.delete(key);
		};
		answered.then(forget, forget);
		reading.set(key, own);
		return own;
	};

	/** Deliveries that arrive together share one read; a read that fails is not repeated for each of them. */
	const join = (key: string, read: () => Promise<readonly string[]>): Read | undefined => {
		const running = reading.get(key);
		if (running !== undefined && isYounger(running.startedAt, MAX_READ_MS)) return running;
		return reads.allows(key) ? startRead(key, read) : undefined;
	};

	return {
		async secrets(key, read) {
			const entry = known(key);
			if (entry !== undefined && isYounger(entry.readAt, freshFor)) return inForce(key);
			const reading = join(key, read)?.entry;
			// A database that is away for a moment must not cost a delivery while a secret is still good.
			await (inForce(key).length === 0 ? reading : reading?.catch(() => null));
			return inForce(key);
		},
		async refresh(key, read) {
			const entry = (await join(key, read)?.entry) ?? null;
			return entry === null ? null : inForce(key);
		},
	};
}
