import fc from 'fast-check';

import { type Turn, createGroupCommit } from '../../../nodes/shared/trigger/group-commit.ts';
import { collectGarbage } from '../../support/garbage.mts';

type Leader = Extract<Turn, { role: 'leader' }>;

const item = (index: number) => ({ json: { index } });
const indexes = ({ items }: Leader) => items.map(({ json }) => json.index);

/** Boards deliveries one after the other, and notes what becomes of each. */
function station(options: Parameters<typeof createGroupCommit>[0] = {}) {
	const group = createGroupCommit({ pause: async () => await new Promise(() => {}), ...options });
	const leaders = new Map<number, Leader>();
	const answers = new Map<number, boolean>();
	const settled = new Map<number, boolean[]>();
	const arrive = (index: number, bytes = 1_000) => {
		settled.set(index, []);
		const boarded = group.join(item(index), (stored) => settled.get(index)?.push(stored), bytes);
		return boarded.then((turn) => {
			if (turn.role === 'leader') leaders.set(index, turn);
			else answers.set(index, turn.stored);
		});
	};
	const leader = async (index: number) => {
		// All that is ready to happen has happened.
		await new Promise(setImmediate);
		const turn = leaders.get(index);
		if (turn === undefined) throw new Error(`${index} leads no execution`);
		return turn;
	};
	return { arrive, leader, leaders, answers, settled, start: group.executionStarted };
}

/** A clock that moves on by a second at each tick. */
function secondsByHand() {
	let now = 0;
	const paused: Array<() => void> = [];
	const tick = async () => {
		now += 1_000;
		for (const go of paused.splice(0)) go();
		await new Promise(setImmediate);
	};
	return { tick, now: () => now, pause: async () => await new Promise<void>((resolve) => paused.push(resolve)) };
}

describe('deliveries that share executions', () => {
	it('have one each while they come one after the other', async () => {
		const { arrive, leader } = station();
		for (let index = 0; index < 3; index++) {
			void arrive(index);
			const own = await leader(index);
			expect(indexes(own)).toEqual([index]);
			own.ended(true);
		}
	});

	it('wait while an execution is being stored, and share the next one in the order of their arrival', async () => {
		const { arrive, leader, answers } = station();
		for (let index = 0; index < 4; index++) void arrive(index);
		(await leader(0)).ended(true);
		const next = await leader(1);
		expect(indexes(next)).toEqual([1, 2, 3]);
		expect(answers).toEqual(new Map());
		next.ended(true);
		await new Promise(setImmediate);
		expect(answers).toEqual(
			new Map([
				[2, true],
				[3, true],
			]),
		);
	});

	it('are answered and released without an execution where it could not be stored', async () => {
		const { arrive, leader, answers, settled } = station();
		for (let index = 0; index < 3; index++) void arrive(index);
		(await leader(0)).ended(false);
		(await leader(1)).ended(false);
		await new Promise(setImmediate);
		expect(answers).toEqual(new Map([[2, false]]));
		expect([...settled.values()]).toEqual([[false], [false], [false]]);
	});

	it('are split where more wait than an execution takes', async () => {
		const { arrive, leader } = station({ maxItems: 2 });
		for (let index = 0; index < 4; index++) void arrive(index);
		(await leader(0)).ended(true);
		const next = await leader(1);
		expect(indexes(next)).toEqual([1, 2]);
		next.ended(true);
		expect(indexes(await leader(3))).toEqual([3]);
	});

	it('are split where their bodies are larger together than an execution takes', async () => {
		const { arrive, leader } = station({ maxBytes: 10 });
		for (const [index, bytes] of [1, 4, 6, 3, 12, 1].entries()) void arrive(index, bytes);
		const groups: unknown[] = [];
		for (const first of [0, 1, 3, 4, 5]) {
			const own = await leader(first);
			groups.push(indexes(own));
			own.ended(true);
		}
		expect(groups).toEqual([[0], [1, 2], [3], [4], [5]]);
	});

	it('are refused and released where the bodies of those that wait are too large together', async () => {
		const { arrive, leader, answers, settled } = station({ maxWaitingBytes: 10 });
		for (const [index, bytes] of [100, 4, 6, 1].entries()) void arrive(index, bytes);
		await new Promise(setImmediate);
		expect(answers).toEqual(new Map([[3, false]]));
		expect(settled.get(3)).toEqual([false]);
		(await leader(0)).ended(true);
		void arrive(4, 10);
		(await leader(1)).ended(true);
		expect(indexes(await leader(4))).toEqual([4]);
	});

	it('wait one at least, however large', async () => {
		const { arrive, leader } = station({ maxWaitingBytes: 10 });
		void arrive(0);
		void arrive(1, 100);
		(await leader(0)).ended(true);
		expect(indexes(await leader(1))).toEqual([1]);
	});

	it('are refused and released where too many wait', async () => {
		const { arrive, answers, settled } = station({ maxWaiting: 2 });
		for (let index = 0; index < 4; index++) void arrive(index);
		await new Promise(setImmediate);
		expect(answers).toEqual(new Map([[3, false]]));
		expect(settled.get(3)).toEqual([false]);
	});

	it('wait for the start of an execution too, once one has started in this process', async () => {
		const { arrive, leader, leaders, start } = station();
		void arrive(0);
		const first = await leader(0);
		first.ended(true);
		start(first.items);
		for (let index = 1; index < 4; index++) void arrive(index);
		const second = await leader(1);
		second.ended(true);
		await new Promise(setImmediate);
		expect([...leaders.keys()]).toEqual([0, 1]);
		start(first.items);
		await new Promise(setImmediate);
		expect([...leaders.keys()]).toEqual([0, 1]);
		start(second.items);
		expect(indexes(await leader(2))).toEqual([2, 3]);
	});

	it.each([
		['has started before its delivery is answered', true],
		['could not be stored', false],
	])('wait no longer where their execution %s', async (_, stored) => {
		const { arrive, leader, start } = station();
		void arrive(0);
		const first = await leader(0);
		start(first.items);
		for (let index = 1; index < 4; index++) void arrive(index);
		first.ended(true);
		const second = await leader(1);
		if (stored) start(second.items);
		void arrive(4);
		second.ended(stored);
		expect(indexes(await leader(4))).toEqual([4]);
	});

	it('wait two seconds at the most for a start that does not come', async () => {
		const { tick, ...clock } = secondsByHand();
		const { arrive, leader, leaders, start } = station(clock);
		void arrive(0);
		const first = await leader(0);
		start(first.items);
		first.ended(true);
		void arrive(1);
		(await leader(1)).ended(true);
		void arrive(2);
		await new Promise(setImmediate);
		expect(leaders.has(2)).toBe(false);
		await tick();
		await tick();
		expect(indexes(await leader(2))).toEqual([2]);
	});

	it('are answered after 30 seconds where n8n still stores their execution, and stay reserved until it has', async () => {
		const { tick, ...clock } = secondsByHand();
		const { arrive, leader, answers, settled } = station(clock);
		for (let index = 0; index < 3; index++) void arrive(index);
		(await leader(0)).ended(true);
		const slow = await leader(1);
		for (let second = 0; second < 29; second++) await tick();
		void arrive(3);
		expect(answers).toEqual(new Map());
		await tick();
		await tick();
		expect(answers).toEqual(new Map([[2, false]]));
		expect(settled.get(2)).toEqual([]);
		(await leader(3)).ended(true);
		slow.ended(true);
		expect([settled.get(1), settled.get(2), settled.get(3)]).toEqual([[true], [true], [true]]);
	});
});

it('in any order of arrivals, ends, starts and failures puts each event into one execution, and acknowledges what is stored', async () => {
	const lives = fc.array(fc.record({ end: fc.constantFrom('stored', 'failed', 'never'), isStarted: fc.boolean() }), {
		minLength: 1,
		maxLength: 30,
	});
	await fc.assert(
		fc.asyncProperty(fc.scheduler(), lives, fc.integer({ min: 1, max: 5 }), async (scheduler, ends, maxItems) => {
			const step = async () => await scheduler.schedule(Promise.resolve());
			let now = 0;
			const pause = async (milliseconds: number) => {
				await step();
				now += milliseconds;
			};
			const group = createGroupCommit({ maxItems, maxWaiting: 8, giveUpAfter: 5_000, pause, now: () => now });
			const executions: Array<{ carried: number[]; end: string }> = [];
			const arrivals: number[] = [];
			const acknowledged = new Map<number, boolean>();
			const settled = ends.map((): boolean[] => []);
			const start = async (items: Leader['items']) => {
				await step();
				group.executionStarted(items);
			};
			const deliver = async ({ end, isStarted }: { end: string; isStarted: boolean }, index: number) => {
				await step();
				arrivals.push(index);
				const turn = await group.join(item(index), (stored) => settled[index].push(stored), 1_000);
				if (turn.role === 'follower') {
					acknowledged.set(index, turn.stored);
					return;
				}
				executions.push({ carried: indexes(turn) as number[], end });
				const started = isStarted ? start(turn.items) : undefined;
				if (end === 'never') return;
				await step();
				turn.ended(end === 'stored');
				await started;
				acknowledged.set(index, end === 'stored');
			};
			await scheduler.waitFor(Promise.all(ends.map(deliver)));

			const carried = executions.flatMap((execution) => execution.carried);
			expect(new Set(carried).size).toBe(carried.length);
			expect(executions.every((execution) => execution.carried.length <= maxItems)).toBe(true);
			for (const execution of executions) {
				const order = execution.carried.map((index) => arrivals.indexOf(index));
				expect(order).toEqual([...order].sort((one, other) => one - other));
			}
			for (const [index] of ends.entries()) {
				const end = executions.find((execution) => execution.carried.includes(index))?.end;
				// An event that no execution carries was refused. One whose execution never ends stays reserved.
				expect(settled[index]).toEqual(end === 'never' ? [] : [end === 'stored']);
				if (acknowledged.get(index) === true) expect(end).toBe('stored');
				if (end === 'failed' || end === undefined) expect(acknowledged.get(index)).toBe(false);
			}
		}),
		{ numRuns: 500 },
	);
});

it('keeps nothing of a delivery once its execution has ended, while the next one is being stored', async () => {
	const group = createGroupCommit({ pause: async () => await new Promise(() => {}) });
	const events: Array<WeakRef<object>> = [];
	const join = async () => {
		const json = { body: Buffer.alloc(1_024).toString() };
		events.push(new WeakRef(json));
		const turn = await group.join({ json }, () => {}, 1_024);
		await new Promise(setImmediate);
		if (turn.role === 'leader') turn.ended(true);
	};
	await Promise.all(Array.from({ length: 500 }, join));
	void group.join(item(500), () => {}, 1_024);
	collectGarbage();
	await new Promise(setImmediate);
	collectGarbage();
	expect(events).toHaveLength(500);
	expect(events.filter((event) => event.deref() !== undefined)).toEqual([]);
});
