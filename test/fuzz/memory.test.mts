import { createOptimisticLog } from '../../nodes/shared/idempotency/optimistic-log.ts';
import { createEventMemory } from '../../nodes/shared/idempotency/in-memory.ts';
import { createSecretCache } from '../../nodes/shared/endpoints/secret-cache.ts';
import { perKeyCache } from '../../nodes/shared/util/per-key-cache.ts';
import { createThrottle } from '../../nodes/shared/util/throttle.ts';
import { collectGarbage } from '../support/garbage.mts';

const DELIVERIES = 50_000;
const WARM_UP = 10_000;
/** What the heap may grow by after the warm-up: less than a hundred bytes per delivery would add up to. */
const ALLOWED = 2_000_000;

function heapInUse(): number {
	collectGarbage();
	return process.memoryUsage().heapUsed;
}

/** How many bytes the heap has grown by between the warm-up and the last delivery. */
async function growth(deliver: (index: number) => unknown): Promise<number> {
	let start = 0;
	for (let index = 0; index < DELIVERIES; index++) {
		await deliver(index);
		if (index === WARM_UP) start = heapInUse();
	}
	return heapInUse() - start;
}

const newMemory = (now = Date.now) =>
	createEventMemory({
		capacity: 5_000,
		acceptedFor: 600_000,
		executedFor: 86_400_000,
		pendingFor: 3_600_000,
		now,
	});

const report = (what: string, bytes: number) =>
	process.stdout.write(`memory of ${what} over ${DELIVERIES} deliveries: ${(bytes / 1e3).toFixed(0)} kB more\n`);

it.each<[string, () => (index: number) => unknown]>([
	[
		'the memory of events',
		() => {
			const memory = newMemory();
			return (index) => {
				const id = `evt_${index}_${'x'.repeat(64)}`;
				if (memory.reserve(id) === 'granted') memory.commit(id);
			};
		},
	],
	[
		'reservations that nobody settles, a thousand within their time',
		() => {
			let now = 0;
			const memory = newMemory(() => now);
			return () => memory.reserve(`evt_${(now += 3_600)}`);
		},
	],
	[
		'what many nodes have one of each',
		() => {
			const registry = perKeyCache(newMemory);
			return (index) => registry.get(`node ${index}`).reserve('evt');
		},
	],
	[
		'the cache of secrets',
		() => {
			const cache = createSecretCache({
				freshFor: 60_000,
				overlap: 300_000,
				refreshInterval: 1_000,
				capacity: 1_000,
				now: Date.now,
			});
			return async (index) => await cache.secrets(`credential ${index}`, async () => await Promise.resolve(['s']));
		},
	],
	[
		'the throttle of log lines',
		() => {
			const throttle = createThrottle(10_000);
			return (index) => throttle.allows(`node ${index}`);
		},
	],
	[
		'the record of events',
		() => {
			const record = createOptimisticLog();
			// As n8n does it: the latest values, whatever came before them.
			let processed: string[] = [];
			const checkAndRecord = async (values: string[]) => {
				const known = new Set(processed);
				processed = [...processed, ...values.filter((value) => !known.has(value))].slice(-2_000);
				return await Promise.resolve(values.filter((value) => known.has(value)));
			};
			const remove = async (values: string[]) => {
				processed = processed.filter((value) => !values.includes(value));
				await Promise.resolve();
			};
			const waiting: Array<Promise<unknown>> = [];
			return async (index) => {
				waiting.push(record.areNew([`evt_${index}`], String(index), { checkAndRecord, remove }));
				if (waiting.length === 500) await Promise.all(waiting.splice(0));
			};
		},
	],
])(
	'is flat for %s',
	async (what, prepare) => {
		const bytes = await growth(prepare());
		report(what, bytes);
		expect(bytes).toBeLessThan(ALLOWED);
	},
	5 * 60_000,
);
