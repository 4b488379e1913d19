import { createEventRecord } from '../../../nodes/shared/idempotency/processed-log.ts';
import { sleep } from '../../harness/sleep.mts';

/** n8n's record of processed values, with its race: it reads, and some time later writes what it read and added. */
function racyRecord({ slowness = 4, capacity = 2_000 } = {}) {
	let row: readonly string[] | null = null;
	let failures = 0;
	const moment = async () => await sleep(1 + Math.random() * slowness);
	return {
		failNext(times: number) {
			failures = times;
		},
		calls: 0,
		get values() {
			return row ?? [];
		},
		async check(this: void, values: string[]) {
			record.calls += 1;
			if (failures > 0) {
				failures -= 1;
				throw new Error('SQLITE_CONSTRAINT: UNIQUE constraint failed: processed_data');
			}
			const read = row;
			await moment();
			if (read === null && row !== null) throw new Error('duplicate key value violates unique constraint');
			const known = new Set(read ?? []);
			const added = values.filter((value) => !known.has(value));
			await moment();
			row = [...(read ?? []), ...added].slice(-capacity);
			return values.filter((value) => known.has(value));
		},
	};
}

let record = racyRecord();

beforeEach(() => {
	record = racyRecord();
});

it('passes an event on once, and drops it in every later execution of any process', async () => {
	const [one, other] = [createEventRecord(), createEventRecord()];
	expect(await one.isNew('evt_1', '1', record.check)).toBe(true);
	expect(await one.isNew('evt_1', '2', record.check)).toBe(false);
	expect(await other.isNew('evt_1', '3', record.check)).toBe(false);
});

it('passes an event on again in the execution that recorded it, which a dead worker left to another', async () => {
	await createEventRecord().isNew('evt_1', '1', record.check);
	expect(await createEventRecord().isNew('evt_1', '1', record.check)).toBe(true);
});

it.each([2, 3])('drops a redelivery to another of %i processes although their writes overwrite each other', async (count) => {
	const processes = Array.from({ length: count }, createEventRecord);
	const failures: string[] = [];
	const life = async (index: number) => {
		const id = `evt_${index}`;
		await sleep(Math.random() * 1_500);
		if (!(await processes[index % count].isNew(id, `first ${index}`, record.check))) failures.push(`${id} lost`);
		await sleep(Math.random() * 200);
		if (await processes[(index + 1) % count].isNew(id, `second ${index}`, record.check)) failures.push(`${id} twice`);
	};
	await Promise.all(Array.from({ length: 300 }, async (_, index) => await life(index)));
	expect(failures).toEqual([]);
});

it('shares one round among the events that wait', async () => {
	const process = createEventRecord();
	const verdicts = await Promise.all(
		Array.from({ length: 100 }, async (_, index) => await process.isNew(`evt_${index}`, String(index), record.check)),
	);
	expect(verdicts).toEqual(verdicts.map(() => true));
	expect(record.calls).toBeLessThan(6);
});

it('gives an event to one of several executions that ask at the same time in one process', async () => {
	const process = createEventRecord();
	const verdicts = await Promise.all(
		Array.from({ length: 5 }, async (_, index) => await process.isNew('evt_1', String(index), record.check)),
	);
	expect(verdicts).toEqual([true, false, false, false, false]);
});

it('asks again after a conflict', async () => {
	record.failNext(3);
	expect(await createEventRecord().isNew('evt_1', '1', record.check)).toBe(true);
	expect(record.values).toContain('evt_1');
});

it('tells the error when every attempt fails, and goes on with the next event', async () => {
	record.failNext(8);
	const process = createEventRecord();
	await expect(process.isNew('evt_1', '1', record.check)).rejects.toThrow('UNIQUE');
	expect(await process.isNew('evt_2', '2', record.check)).toBe(true);
});

it('does not hold more values than it adds again, however many events pass', async () => {
	const process = createEventRecord();
	let most = 0;
	const counting = async (values: string[]) => {
		most = Math.max(most, values.length);
		return await record.check(values);
	};
	for (let burst = 0; burst < 10; burst++) {
		await Promise.all(
			Array.from({ length: 100 }, async (_, index) => await process.isNew(`evt_${burst}_${index}`, 'x', counting)),
		);
	}
	expect(most).toBeLessThanOrEqual(2 * (50 + 100));
});
