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
	 * @returns the secrets in force, or null where it is too early to look again
	 * @throws what `read` throws
	 */
	refresh(key: string, read: () => Promise<readonly string[]>): Promise<readonly string[] | null>;
}

interface SecretCacheOptions {
	/** Milliseconds after which secrets are read again. */
	freshFor: number;
	/** Milliseconds for which a replaced secret is still accepted. */
	overlap: number;
	/** Milliseconds between two refreshes of one key at the least. */
	refreshInterval: number;
	/** How many keys are kept at the most. */
	capacity: number;
	/** Epoch milliseconds. */
	now: () => number;
}

interface Entry {
	current: readonly string[];
	readAt: number;
	replaced: ReadonlyArray<{ secret: string; until: number }>;
}

/**
 * Makes a cache. A secret that was replaced or removed stops being accepted after `freshFor + overlap` at the
 * latest.
 *
 * @param options its times and bounds
 */
export function createSecretCache(options: SecretCacheOptions): SecretCache {
	const { freshFor, overlap, capacity, now } = options;
	const entries = new Map<string, Entry>();
	const reading = new Map<string, Promise<Entry>>();
	const reads = createThrottle(options.refreshInterval, now);
	const refreshes = createThrottle(options.refreshInterval, now);

	const store = (key: string, current: readonly string[]): Entry => {
		const before = entries.get(key);
		const gone = before?.current.filter((secret) => !current.includes(secret)) ?? [];
		// When it was replaced is not known, only that it was in force when it was last read.
		const until = Math.min(now() + overlap, (before?.readAt ?? 0) + freshFor + overlap);
		const entry: Entry = {
			current,
			readAt: now(),
			replaced: [
				...(before?.replaced ?? []).filter(({ until }) => until > now()),
				...gone.map((secret) => ({ secret, until })),
			],
		};
		entries.delete(key);
		entries.set(key, entry);
		if (entries.size > capacity) {
			const [oldest] = entries.keys();
			entries.delete(oldest);
		}
		return entry;
	};

	const readNow = async (key: string, read: () => Promise<readonly string[]>): Promise<Entry> => {
		const started = read()
			.then((current) => store(key, current))
			.finally(() => reading.delete(key));
		reading.set(key, started);
		return await started;
	};

	const inForce = (entry: Entry | undefined) =>
		entry === undefined || now() - entry.readAt >= freshFor + overlap
			? []
			: [...entry.current, ...entry.replaced.filter(({ until }) => until > now()).map(({ secret }) => secret)];

	return {
		async secrets(key, read) {
			const entry = entries.get(key);
			if (entry !== undefined && now() - entry.readAt < freshFor) return inForce(entry);
			// Deliveries that arrive together share one read; a read that fails is not repeated for each of them.
			const running = reading.get(key) ?? (reads.allows(key) ? readNow(key, read) : undefined);
			// A database that is away for a moment must not cost a delivery while a secret is still good.
			const fallback = inForce(entry).length === 0 ? running : running?.catch(() => entry);
			return inForce(await (fallback ?? entry));
		},
		async refresh(key, read) {
			const running = reading.get(key) ?? (refreshes.allows(key) ? readNow(key, read) : undefined);
			return running === undefined ? null : inForce(await running);
		},
	};
}
