import { createSecretCache } from '../../../nodes/shared/endpoints/secret-cache.ts';

const FRESH_FOR = 60;
const OVERLAP = 300;
const REFRESH_INTERVAL = 10;

/** A cache and a credential whose secrets the test changes. */
function setUp({ capacity = 10 } = {}) {
	const clock = { now: 1_000 };
	const credential = { secrets: ['A'] as readonly string[], reads: 0, failure: null as Error | null };
	const waits: Array<{ milliseconds: number; end: () => void }> = [];
	let answered = Promise.resolve();
	const cache = createSecretCache({
		freshFor: FRESH_FOR,
		overlap: OVERLAP,
		refreshInterval: REFRESH_INTERVAL,
		capacity,
		now: () => clock.now,
		pause: async (milliseconds) => {
			await new Promise<void>((end) => waits.push({ milliseconds, end }));
		},
	});
	const read = async () => {
		credential.reads++;
		await answered;
		if (credential.failure !== null) throw credential.failure;
		return credential.secrets;
	};
	return {
		clock,
		credential,
		/** From now on reads get no answer. Returns how those of this time are answered. */
		hang: () => {
			let release = () => {};
			answered = new Promise((resolve) => (release = resolve));
			return async (secrets: readonly string[]) => {
				credential.secrets = secrets;
				release();
				await new Promise(setImmediate);
			};
		},
		/** Lets the time pass for which deliveries wait for a read. */
		loseTime: async () => {
			await new Promise(setImmediate);
			const lost = waits.splice(0);
			for (const { end } of lost) end();
			await new Promise(setImmediate);
			return lost.map(({ milliseconds }) => milliseconds);
		},
		secrets: async (key = 'key') => await cache.secrets(key, read),
		refresh: async (key = 'key') => await cache.refresh(key, read),
	};
}

describe('the secret cache', () => {
	it('gives what it read', async () => {
		expect(await setUp().secrets()).toEqual(['A']);
	});

	it('reads once for as long as the secrets are fresh', async () => {
		const { secrets, clock, credential } = setUp();
		await secrets();
		clock.now += FRESH_FOR - 1;
		await secrets();
		expect(credential.reads).toBe(1);
	});

	it('reads again when they are not fresh any more', async () => {
		const { secrets, clock, credential } = setUp();
		await secrets();
		clock.now += FRESH_FOR;
		await secrets();
		expect(credential.reads).toBe(2);
	});

	it('reads once for deliveries that arrive together', async () => {
		const { secrets, credential } = setUp();
		await Promise.all(Array.from({ length: 50 }, async () => await secrets()));
		expect(credential.reads).toBe(1);
	});

	it('gives the secrets to all deliveries that arrive together', async () => {
		const { secrets } = setUp();
		expect(await Promise.all([secrets(), secrets(), secrets()])).toEqual([['A'], ['A'], ['A']]);
	});

	it('shares a read between a look and a refresh', async () => {
		const { secrets, refresh, credential } = setUp();
		await Promise.all([secrets(), refresh()]);
		expect(credential.reads).toBe(1);
	});

	it('keeps credentials apart', async () => {
		const { secrets, credential } = setUp();
		await secrets('one');
		credential.secrets = ['B'];
		expect([await secrets('two'), await secrets('one')]).toEqual([['B'], ['A']]);
	});

	it('reads again what its capacity pushed out', async () => {
		const { secrets, clock, credential } = setUp({ capacity: 2 });
		for (const key of ['one', 'two', 'three']) await secrets(key);
		clock.now += REFRESH_INTERVAL;
		await secrets('one');
		expect(credential.reads).toBe(4);
	});

	it('does not read again what its capacity left in', async () => {
		const { secrets, credential } = setUp({ capacity: 2 });
		for (const key of ['one', 'two', 'three']) await secrets(key);
		await secrets('two');
		await secrets('three');
		expect(credential.reads).toBe(3);
	});
});

describe('a refresh', () => {
	it('finds a changed secret at once', async () => {
		const { secrets, refresh, credential, clock } = setUp();
		await secrets();
		credential.secrets = ['B'];
		clock.now += REFRESH_INTERVAL;
		expect(await refresh()).toContain('B');
	});

	it('is refused within the interval after a read for another reason', async () => {
		const { secrets, refresh, clock } = setUp();
		await secrets();
		clock.now += REFRESH_INTERVAL - 1;
		expect(await refresh()).toBeNull();
	});

	it('is refused within the interval after another', async () => {
		const { refresh, clock } = setUp();
		await refresh();
		clock.now += REFRESH_INTERVAL - 1;
		expect(await refresh()).toBeNull();
	});

	it('is granted again after the interval', async () => {
		const { refresh, clock } = setUp();
		await refresh();
		clock.now += REFRESH_INTERVAL;
		expect(await refresh()).toEqual(['A']);
	});

	it('reads once per interval however often it is asked for', async () => {
		const { refresh, credential } = setUp();
		for (let count = 0; count < 100; count++) await refresh();
		expect(credential.reads).toBe(1);
	});

	it('is limited for each credential on its own', async () => {
		const { refresh } = setUp();
		await refresh('one');
		expect(await refresh('two')).toEqual(['A']);
	});

	it('fails as the read fails', async () => {
		const { refresh, credential } = setUp();
		credential.failure = new Error('no database');
		await expect(refresh()).rejects.toThrow('no database');
	});
});

describe('a replaced secret', () => {
	/** A is read, then replaced by B, which a refresh finds at once. */
	async function rotated() {
		const set = setUp();
		await set.secrets();
		set.credential.secrets = ['B'];
		set.clock.now += REFRESH_INTERVAL;
		await set.refresh();
		return set;
	}

	it('is still accepted, after the current one', async () => {
		const { secrets } = await rotated();
		expect(await secrets()).toEqual(['B', 'A']);
	});

	it('is accepted until the overlap is over', async () => {
		const { secrets, clock } = await rotated();
		clock.now += OVERLAP - 1;
		expect(await secrets()).toContain('A');
	});

	it('is refused once the overlap is over', async () => {
		const { secrets, clock } = await rotated();
		clock.now += OVERLAP;
		expect(await secrets()).toEqual(['B']);
	});

	it('is not accepted for longer because the secret was looked at again', async () => {
		const { secrets, clock } = await rotated();
		for (let elapsed = 0; elapsed < OVERLAP; elapsed += FRESH_FOR) {
			clock.now += FRESH_FOR;
			await secrets();
		}
		expect(await secrets()).toEqual(['B']);
	});

	it('is accepted for the overlap as well when it was removed without a successor', async () => {
		const { secrets, refresh, credential, clock } = setUp();
		await secrets();
		credential.secrets = [];
		clock.now += REFRESH_INTERVAL;
		await refresh();
		expect(await secrets()).toEqual(['A']);
	});

	it('is accepted beside others that were replaced in the meantime', async () => {
		const { secrets, refresh, credential, clock } = await rotated();
		clock.now += REFRESH_INTERVAL;
		credential.secrets = ['C'];
		await refresh();
		expect([...(await secrets())].sort()).toEqual(['A', 'B', 'C']);
	});

	// A trigger may sleep for days: whoever then signs with a secret that leaked and was replaced must not be let in.
	it('is refused at the first delivery after a long silence', async () => {
		const { secrets, clock, credential } = setUp();
		await secrets();
		credential.secrets = ['B'];
		clock.now += 1_000 * (FRESH_FOR + OVERLAP);
		expect(await secrets()).toEqual(['B']);
	});

	it('is refused by a refresh after a long silence', async () => {
		const { secrets, refresh, clock, credential } = setUp();
		await secrets();
		credential.secrets = ['B'];
		clock.now += 1_000 * (FRESH_FOR + OVERLAP);
		expect(await refresh()).toEqual(['B']);
	});

	it('is refused when freshFor + overlap have passed since it was last seen, however late the change is found', async () => {
		const { secrets, clock, credential } = setUp();
		await secrets();
		credential.secrets = ['B'];
		clock.now += FRESH_FOR + OVERLAP - 1;
		await secrets();
		clock.now += 1;
		expect(await secrets()).toEqual(['B']);
	});
});

describe('a clock that was set back', () => {
	const DAY = 86_400_000;

	it('has the secrets read again', async () => {
		const { secrets, credential, clock } = setUp();
		await secrets();
		credential.secrets = ['B'];
		clock.now -= DAY;
		expect(await secrets()).toContain('B');
		expect(credential.reads).toBe(2);
	});

	it('keeps no secret in force that was replaced before it', async () => {
		const { secrets, refresh, credential, clock } = setUp();
		await secrets();
		credential.secrets = ['B'];
		clock.now += REFRESH_INTERVAL;
		await refresh();
		clock.now -= DAY;
		expect(await secrets()).toEqual(['B']);
	});

	it('gives no secret more time that was replaced in the meantime', async () => {
		const { secrets, credential, clock } = setUp();
		await secrets();
		credential.secrets = ['B'];
		clock.now -= DAY;
		expect(await secrets()).toEqual(['B']);
	});
});

describe('a read that hangs', () => {
	/** A good secret that is due to be read again, and a delivery that has waited for the read. */
	async function hanging() {
		const set = setUp();
		await set.secrets();
		await set.loseTime();
		const answer = set.hang();
		set.clock.now += FRESH_FOR;
		const delivery = set.secrets();
		const waited = await set.loseTime();
		return { ...set, answer, delivery, waited };
	}

	it('holds a delivery up for two seconds at the most while a secret is still good', async () => {
		const { delivery, waited } = await hanging();
		expect(await delivery).toEqual(['A']);
		expect(waited).toEqual([2_000]);
	});

	it('holds up no delivery after that', async () => {
		const { secrets, credential } = await hanging();
		expect(await secrets()).toEqual(['A']);
		expect(credential.reads).toBe(2);
	});

	it('counts when it is answered late', async () => {
		const { secrets, answer } = await hanging();
		await answer(['B']);
		expect(await secrets()).toEqual(['B', 'A']);
	});

	it('is given up after ten seconds, and does not undo what a later one has read', async () => {
		const { secrets, answer, hang, clock } = await hanging();
		clock.now += 10_000;
		const answerLater = hang();
		const delivery = secrets();
		await answerLater(['B']);
		expect(await delivery).toEqual(['B']);
		await answer(['A']);
		expect(await secrets()).toEqual(['B']);
	});

	it('leaves a delivery without a secret where nothing is known', async () => {
		const { secrets, hang, loseTime } = setUp();
		hang();
		const delivery = secrets();
		await loseTime();
		expect(await delivery).toEqual([]);
	});

	it('holds up no refresh either', async () => {
		const { refresh } = await hanging();
		expect(await refresh()).toBeNull();
	});
});

describe('a read that fails', () => {
	async function failing() {
		const set = setUp();
		await set.secrets();
		set.credential.failure = new Error('no database');
		return set;
	}

	it('fails the look for which nothing is known yet', async () => {
		const { secrets, credential } = setUp();
		credential.failure = new Error('no database');
		await expect(secrets()).rejects.toThrow('no database');
	});

	it('is not repeated for the next delivery', async () => {
		const { secrets, credential } = setUp();
		credential.failure = new Error('no database');
		await secrets().catch(() => []);
		await secrets();
		expect(credential.reads).toBe(1);
	});

	it('leaves the next delivery without a secret where nothing is known yet', async () => {
		const { secrets, credential } = setUp();
		credential.failure = new Error('no database');
		await secrets().catch(() => []);
		expect(await secrets()).toEqual([]);
	});

	it('is one read in an interval, for looks and refreshes together', async () => {
		const { secrets, refresh, credential, clock } = setUp();
		credential.failure = new Error('no database');
		const end = clock.now + 10 * REFRESH_INTERVAL;
		for (; clock.now < end; clock.now++) {
			await secrets().catch(() => []);
			await refresh().catch(() => []);
		}
		expect(credential.reads).toBe(10);
	});

	it('is repeated after the interval', async () => {
		const { secrets, credential, clock } = setUp();
		credential.failure = new Error('no database');
		await secrets().catch(() => []);
		credential.failure = null;
		clock.now += REFRESH_INTERVAL;
		expect(await secrets()).toEqual(['A']);
	});

	it('leaves the secrets that were known a while ago in force for the deliveries after it', async () => {
		const { secrets, clock } = await failing();
		clock.now += FRESH_FOR;
		await secrets().catch(() => []);
		expect(await secrets()).toEqual(['A']);
	});

	it('leaves the secrets that were known a while ago in force for the delivery that asked for it', async () => {
		const { secrets, clock } = await failing();
		clock.now += FRESH_FOR;
		expect(await secrets()).toEqual(['A']);
	});

	it('leaves no secret in force that was last seen before freshFor + overlap', async () => {
		const { secrets, clock } = await failing();
		clock.now += FRESH_FOR + OVERLAP;
		await secrets().catch(() => []);
		expect(await secrets()).toEqual([]);
	});
});
