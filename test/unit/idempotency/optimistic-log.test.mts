import fc from 'fast-check';

import {
	createOptimisticLog,
	type OptimisticLog,
	MAX_ROUND_MS,
} from '../../../nodes/shared/idempotency/optimistic-log.ts';
import { collectGarbage } from '../../support/garbage.mts';

type Step = () => Promise<void>;

/** n8n's record of processed values, with its race: it reads, and some time later writes what it read and added. */
function racyRecord({ step = async () => {}, capacity = 2_000 }: { step?: Step; capacity?: number } = {}) {
	let row: readonly string[] | null = null;
	const inFlight = new Set<Promise<unknown>>();
	const readModifyWrite = async (values: string[]) => {
		const read = row;
		await step();
		if (read === null && row !== null) throw new Error('duplicate key value violates unique constraint');
		const known = new Set(read ?? []);
		const added = values.filter((value) => !known.has(value));
		row = [...(read ?? []), ...added].slice(-capacity);
		await step();
		return values.filter((value) => known.has(value));
	};
	const removeFrom = async (values: string[]) => {
		const read = row ?? [];
		await step();
		row = read.filter((value) => !values.includes(value));
		await step();
	};
	const inTurn = async <T,>(call: Promise<T>) => {
		inFlight.add(call);
		return await call.finally(() => inFlight.delete(call));
	};
	const record = {
		/** How many of the next calls fail. */
		failures: 0,
		calls: 0,
		get values() {
			return row ?? [];
		},
		overwrite(values: readonly string[]) {
			row = values;
		},
		/** Every call that has begun by now has ended. */
		settled: async () => await Promise.allSettled(inFlight),
		async checkAndRecord(values: string[]) {
			record.calls += 1;
			if (record.failures > 0) {
				record.failures -= 1;
				throw new Error('SQLITE_CONSTRAINT: UNIQUE constraint failed: processed_data');
			}
			return await inTurn(readModifyWrite(values));
		},
		async remove(values: string[]) {
			await inTurn(removeFrom(values));
		},
	};
	return record;
}

/** Pauses that take no time, so that only the order of events counts. */
const atOnce = async () => await new Promise<void>((resolve) => setImmediate(resolve));

const isNew = async (
	process: OptimisticLog,
	id: string,
	executionId: string,
	record: ReturnType<typeof racyRecord>,
) => {
	const [verdict] = await process.areNew([id], executionId, record);
	return verdict.isNew;
};

let record = racyRecord();

beforeEach(() => {
	record = racyRecord();
});

it('passes an event on once, and drops it in every later execution of any process', async () => {
	const [one, other] = [createOptimisticLog(), createOptimisticLog()];
	expect(await isNew(one, 'evt_1', '1', record)).toBe(true);
	expect(await isNew(one, 'evt_1', '2', record)).toBe(false);
	expect(await isNew(other, 'evt_1', '3', record)).toBe(false);
});

it('passes an event on again in the execution that recorded it, which a dead worker left to another', async () => {
	await isNew(createOptimisticLog(), 'evt_1', '1', record);
	expect(await isNew(createOptimisticLog(), 'evt_1', '1', record)).toBe(true);
});

it('shares one round among the events that wait', async () => {
	const process = createOptimisticLog();
	const verdicts = await Promise.all(
		Array.from({ length: 100 }, async (_, index) => await isNew(process, `evt_${index}`, String(index), record)),
	);
	expect(verdicts).toEqual(verdicts.map(() => true));
	expect(record.calls).toBeLessThan(6);
});

it('checks all events of one execution in one round, and confirms them in a second one', async () => {
	const ids = Array.from({ length: 250 }, (_, index) => `evt_${index}`);
	await isNew(createOptimisticLog(), 'evt_7', 'earlier', record);
	record.calls = 0;
	const verdicts = await createOptimisticLog().areNew(ids, '1', record);
	expect(verdicts.flatMap((verdict, index) => (verdict.isNew ? [] : [ids[index]]))).toEqual(['evt_7']);
	expect(record.calls).toBe(2);
});

it('gives an event to one of several executions that ask at the same time in one process', async () => {
	const process = createOptimisticLog();
	const verdicts = await Promise.all(
		Array.from({ length: 5 }, async (_, index) => await isNew(process, 'evt_1', String(index), record)),
	);
	expect(verdicts).toEqual([true, false, false, false, false]);
});

it('keeps no entry of a duplicate, however often it comes', async () => {
	await isNew(createOptimisticLog(), 'evt_1', '1', record);
	const entries = [...record.values];
	for (let process = 2; process < 12; process++) await isNew(createOptimisticLog(), 'evt_1', String(process), record);
	await record.settled();
	expect(record.values).toEqual(entries);
});

it('drops a duplicate although its entry cannot be taken out', async () => {
	await isNew(createOptimisticLog(), 'evt_1', '1', record);
	record.remove = async () => await Promise.reject(new Error('the database is gone'));
	const process = createOptimisticLog();
	expect(await isNew(process, 'evt_1', '2', record)).toBe(false);
	expect(await isNew(process, 'evt_2', '2', record)).toBe(true);
});

it('asks again after a conflict', async () => {
	record.failures = 3;
	expect(await isNew(createOptimisticLog(atOnce), 'evt_1', '1', record)).toBe(true);
	expect(record.values).toContain('evt_1');
});

it('passes an event on with the error when every attempt fails, and goes on with the next event', async () => {
	record.failures = 8;
	const process = createOptimisticLog(
		async (milliseconds) => await (milliseconds === MAX_ROUND_MS ? new Promise(() => {}) : atOnce()),
	);
	expect(await process.areNew(['evt_1'], '1', record)).toEqual([
		{ isNew: true, error: expect.objectContaining({ message: expect.stringContaining('UNIQUE') }) },
	]);
	expect(await isNew(process, 'evt_2', '2', record)).toBe(true);
});

it('passes events on when the database hangs, instead of holding up every execution', async () => {
	const limits: number[] = [];
	const process = createOptimisticLog(async (milliseconds) => {
		limits.push(milliseconds);
		await atOnce();
	});
	const hanging = async () => await new Promise<never>(() => {});
	expect(await process.areNew(['evt_1', 'evt_2'], '1', { checkAndRecord: hanging, remove: hanging })).toEqual([
		{ isNew: true, error: expect.objectContaining({ message: expect.stringContaining('10 seconds') }) },
		{ isNew: true, error: expect.anything() },
	]);
	expect(limits).toEqual([MAX_ROUND_MS]);
});

it('inserts the events of long lists again, too, which another process has overwritten', async () => {
	const [one, other] = [createOptimisticLog(atOnce), createOptimisticLog(atOnce)];
	const ids = Array.from({ length: 200 }, (_, index) => `evt_${index}`);
	await isNew(other, 'evt_before', '0', record);
	const stale = [...record.values];
	await one.areNew(ids, '1', record);
	// A slow process writes what it read before.
	record.overwrite(stale);
	await isNew(one, 'evt_after', '2', record);
	const verdicts = await other.areNew(ids, '3', record);
	expect(verdicts.filter((verdict) => verdict.isNew)).toEqual([]);
});

it('does not hold more values than it inserts again, however many events pass', async () => {
	const process = createOptimisticLog();
	let most = 0;
	const counting = async (values: string[]) => {
		most = Math.max(most, values.length);
		return await record.checkAndRecord(values);
	};
	for (let burst = 0; burst < 10; burst++) {
		const ids = Array.from({ length: 100 }, (_, index) => `evt_${burst}_${index}`);
		await process.areNew(ids, 'x', { ...record, checkAndRecord: counting });
	}
	// Two rounds a burst, and the entries of four.
	expect(most).toBeLessThanOrEqual(2 * (2 * 100 + 100));
});

it('keeps nothing of an execution once its events are settled', async () => {
	const process = createOptimisticLog();
	const executions: Array<WeakRef<object>> = [];
	const execute = async (index: number) => {
		const context = { itemsOfTheWholeRun: Buffer.alloc(1_024), record };
		executions.push(new WeakRef(context));
		await process.areNew([`evt_${index}`], String(index), {
			checkAndRecord: async (values) => await context.record.checkAndRecord(values),
			remove: async (values) => await context.record.remove(values),
		});
	};
	for (let index = 0; index < 20; index++) await execute(index);
	collectGarbage();
	await atOnce();
	collectGarbage();
	expect(executions.filter((context) => context.deref() !== undefined)).toEqual([]);
	expect(await isNew(process, 'evt_19', 'another', record)).toBe(false);
});

/**
 * What the protocol relies on, besides n8n's record: a gap lasts longer than any round that another process had begun
 * when the gap began. Otherwise the scheduler may let everything happen in any order.
 */
describe('in any order of reads, writes and gaps', () => {
	const events = fc.array(fc.record({ process: fc.nat(1), again: fc.boolean() }), {
		minLength: 1,
		maxLength: 8,
	});

	it('an event is passed on at least once, and a redelivery to either of two processes is dropped', async () => {
		await fc.assert(
			fc.asyncProperty(fc.scheduler(), events, async (scheduler, deliveries) => {
				const step = async () => await scheduler.schedule(Promise.resolve());
				const racy = racyRecord({ step });
				const pause = async (milliseconds: number) => {
					if (milliseconds === MAX_ROUND_MS) return await new Promise<void>(() => {});
					await racy.settled();
					await step();
				};
				const processes = [createOptimisticLog(pause, Infinity), createOptimisticLog(pause, Infinity)];
				const passed = new Map<string, number>();
				const execute = async (id: string, executionId: string, process: OptimisticLog) => {
					if (await isNew(process, id, executionId, racy)) passed.set(id, (passed.get(id) ?? 0) + 1);
				};
				const life = async ({ process, again }: (typeof deliveries)[number], index: number) => {
					const id = `evt_${index}`;
					await step();
					await execute(id, `first ${index}`, processes[process]);
					await step();
					await execute(id, `second ${index}`, processes[again ? process : 1 - process]);
				};
				await scheduler.waitFor(Promise.all(deliveries.map(life)));
				expect([...passed.values()]).toEqual(deliveries.map(() => 1));
			}),
			{ numRuns: 300 },
		);
	});
});
