import fc from 'fast-check';

import { createEventMemory, type EventMemory } from '../../../nodes/shared/idempotency/in-memory.ts';

const ACCEPTED_FOR = 100;
const EXECUTED_FOR = 1_000;
const PENDING_FOR = 30;

function memoryWithClock(capacity = 3) {
	const clock = { now: 1_000 };
	const memory = createEventMemory({
		capacity,
		acceptedFor: ACCEPTED_FOR,
		executedFor: EXECUTED_FOR,
		pendingFor: PENDING_FOR,
		now: () => clock.now,
	});
	return { memory, clock };
}

describe('the memory of events', () => {
	it('grants the first reservation', () => {
		expect(memoryWithClock().memory.reserve('a')).toBe('granted');
	});

	it('calls a reservation pending while the first one is not settled', () => {
		const { memory } = memoryWithClock();
		memory.reserve('a');
		expect(memory.reserve('a')).toBe('pending');
	});

	it('calls a reservation committed once the event has been accepted', () => {
		const { memory } = memoryWithClock();
		memory.reserve('a');
		memory.commit('a');
		expect(memory.reserve('a')).toBe('committed');
	});

	it('tells the state of an event without reserving it', () => {
		const { memory, clock } = memoryWithClock();
		expect([memory.stateOf('a'), memory.reserve('a'), memory.stateOf('a')]).toEqual(['unknown', 'granted', 'pending']);
		memory.commit('a');
		expect(memory.stateOf('a')).toBe('accepted');
		clock.now += ACCEPTED_FOR;
		expect(memory.stateOf('a')).toBe('unknown');
	});

	it('remembers an event for longer once this process has executed it, before or after it was accepted', () => {
		const { memory, clock } = memoryWithClock();
		for (const id of ['a', 'b']) memory.reserve(id);
		memory.recordExecution('a');
		memory.commit('a');
		memory.commit('b');
		memory.recordExecution('b');
		clock.now += EXECUTED_FOR - 1;
		expect([memory.reserve('a'), memory.stateOf('b')]).toEqual(['committed', 'executed']);
		clock.now += 1;
		expect([memory.reserve('a'), memory.stateOf('b')]).toEqual(['granted', 'unknown']);
	});

	it('remembers an executed event that no delivery has reserved', () => {
		const { memory } = memoryWithClock();
		memory.recordExecution('a');
		expect(memory.reserve('a')).toBe('committed');
	});

	it('forgets what was remembered before the clock was set back, whose age nobody knows', () => {
		const { memory, clock } = memoryWithClock();
		memory.reserve('accepted');
		memory.commit('accepted');
		memory.recordExecution('executed');
		memory.reserve('pending');
		clock.now -= 500;
		for (const id of ['accepted', 'executed', 'pending']) expect(memory.reserve(id)).toBe('granted');
	});

	it('grants a reservation again once the first one was given back', () => {
		const { memory } = memoryWithClock();
		memory.reserve('a');
		memory.release('a');
		expect(memory.reserve('a')).toBe('granted');
	});

	it('grants reservations to different ids', () => {
		const { memory } = memoryWithClock();
		memory.reserve('a');
		expect(memory.reserve('b')).toBe('granted');
	});

	it.each(['__proto__', 'constructor', '', ' '])('treats the id %j like any other', (id) => {
		const { memory } = memoryWithClock();
		memory.reserve(id);
		memory.commit(id);
		expect(memory.reserve(id)).toBe('committed');
	});

	it.each([
		[PENDING_FOR - 1, 'pending'],
		[PENDING_FOR, 'granted'],
	])('after %d ms calls a reservation that nobody settled %s', (elapsed, expected) => {
		const { memory, clock } = memoryWithClock();
		memory.reserve('a');
		clock.now += elapsed;
		expect(memory.reserve('a')).toBe(expected);
	});

	it.each([
		[ACCEPTED_FOR - 1, 'committed'],
		[ACCEPTED_FOR, 'granted'],
	])('after %d ms calls an accepted event %s', (elapsed, expected) => {
		const { memory, clock } = memoryWithClock();
		memory.reserve('a');
		memory.commit('a');
		clock.now += elapsed;
		expect(memory.reserve('a')).toBe(expected);
	});

	it('remembers an accepted event from its acceptance, not from its reservation', () => {
		const { memory, clock } = memoryWithClock();
		memory.reserve('a');
		clock.now += PENDING_FOR - 1;
		memory.commit('a');
		clock.now += ACCEPTED_FOR - 1;
		expect(memory.reserve('a')).toBe('committed');
	});

	it('does not remember an event for longer because it was delivered again', () => {
		const { memory, clock } = memoryWithClock();
		memory.reserve('a');
		memory.commit('a');
		clock.now += ACCEPTED_FOR - 1;
		memory.reserve('a');
		clock.now += 1;
		expect(memory.reserve('a')).toBe('granted');
	});

	it('forgets the oldest id beyond its capacity', () => {
		const { memory } = memoryWithClock(2);
		for (const id of ['a', 'b', 'c']) {
			memory.reserve(id);
			memory.commit(id);
		}
		expect(memory.reserve('a')).toBe('granted');
	});

	it('remembers the newest ids at its capacity', () => {
		const { memory } = memoryWithClock(2);
		for (const id of ['a', 'b', 'c']) {
			memory.reserve(id);
			memory.commit(id);
		}
		expect([memory.reserve('b'), memory.reserve('c')]).toEqual(['committed', 'committed']);
	});

	it('is never larger than its capacity', () => {
		const { memory } = memoryWithClock(10);
		for (let index = 0; index < 1000; index++) memory.commit(String(index));
		expect(memory.size).toBe(10);
	});

	it('forgets no reservation for other events', () => {
		const { memory } = memoryWithClock(2);
		for (const id of ['a', 'b', 'c', 'd']) memory.reserve(id);
		for (const id of ['e', 'f', 'g']) memory.commit(id);
		expect(memory.reserve('a')).toBe('pending');
	});

	it('is empty at first', () => {
		expect(memoryWithClock().memory.size).toBe(0);
	});

	it('does not mind that an id is given back that it does not know', () => {
		const { memory } = memoryWithClock();
		memory.release('a');
		expect(memory.size).toBe(0);
	});

	// The first delivery's connection may break long after its reservation ran out and a second delivery was accepted.
	it('still remembers an accepted event when a reservation that ran out is given back late', () => {
		const { memory, clock } = memoryWithClock();
		memory.reserve('a');
		clock.now += PENDING_FOR;
		memory.reserve('a');
		memory.commit('a');
		memory.release('a');
		expect(memory.reserve('a')).toBe('committed');
	});
});

/** The reference: a list of reservations, and one of settled events, oldest first. */
interface Model {
	now: number;
	pending: Array<{ id: string; until: number }>;
	settled: Array<{ id: string; executed: boolean; until: number }>;
}

const CAPACITY = 3;
const live = <Entry extends { id: string; until: number }>(now: number, entries: Entry[], id: string) =>
	entries.find((entry) => entry.id === id && entry.until > now);
const settle = (model: Model, id: string, executed: boolean) => {
	const until = model.now + (executed ? EXECUTED_FOR : ACCEPTED_FOR);
	const others = model.settled.filter((entry) => entry.id !== id);
	model.settled = [...others, { id, executed, until }].slice(-CAPACITY);
};
const withoutPending = (model: Model, id: string) => model.pending.filter((entry) => entry.id !== id);

interface Real {
	memory: EventMemory;
	clock: { now: number };
}
type MemoryCommand = fc.Command<Model, Real>;

class ReserveCommand implements MemoryCommand {
	constructor(private readonly id: string) {}
	check = () => true;
	run(model: Model, { memory }: Real) {
		const isPending = live(model.now, model.pending, this.id) !== undefined;
		const isSettled = live(model.now, model.settled, this.id) !== undefined;
		expect(memory.reserve(this.id)).toBe(isSettled ? 'committed' : isPending ? 'pending' : 'granted');
		if (isPending || isSettled) return;
		model.pending = [...withoutPending(model, this.id), { id: this.id, until: model.now + PENDING_FOR }];
	}
	toString = () => `reserve(${this.id})`;
}

class CommitCommand implements MemoryCommand {
	constructor(private readonly id: string) {}
	check = (model: Readonly<Model>) => model.pending.some(({ id }) => id === this.id);
	run(model: Model, { memory }: Real) {
		memory.commit(this.id);
		model.pending = withoutPending(model, this.id);
		if (live(model.now, model.settled, this.id)?.executed !== true) settle(model, this.id, false);
	}
	toString = () => `commit(${this.id})`;
}

class ExecuteCommand implements MemoryCommand {
	constructor(private readonly id: string) {}
	check = () => true;
	run(model: Model, { memory }: Real) {
		memory.recordExecution(this.id);
		settle(model, this.id, true);
	}
	toString = () => `execute(${this.id})`;
}

class ReleaseCommand implements MemoryCommand {
	constructor(private readonly id: string) {}
	check = () => true;
	run(model: Model, { memory }: Real) {
		memory.release(this.id);
		model.pending = withoutPending(model, this.id);
	}
	toString = () => `release(${this.id})`;
}

class PassTimeCommand implements MemoryCommand {
	constructor(private readonly milliseconds: number) {}
	check = () => true;
	run(model: Model, { clock }: Real) {
		model.now += this.milliseconds;
		clock.now += this.milliseconds;
	}
	toString = () => `pass(${this.milliseconds} ms)`;
}

describe('the memory of events, over any sequence of reservations', () => {
	const ids = fc.constantFrom('a', 'b', 'c', 'd', 'e');
	const commands = fc.commands(
		[
			ids.map((id) => new ReserveCommand(id)),
			ids.map((id) => new CommitCommand(id)),
			ids.map((id) => new ExecuteCommand(id)),
			ids.map((id) => new ReleaseCommand(id)),
			fc
				.constantFrom(1, PENDING_FOR - 1, PENDING_FOR, ACCEPTED_FOR - 1, ACCEPTED_FOR, EXECUTED_FOR)
				.map((time) => new PassTimeCommand(time)),
		],
		{ maxCommands: 60 },
	);

	it('answers as the reference model does, and remembers as many ids', () => {
		fc.assert(
			fc.property(commands, (sequence) => {
				const real = memoryWithClock(CAPACITY);
				const model: Model = { now: real.clock.now, pending: [], settled: [] };
				fc.modelRun(() => ({ model, real }), sequence);
				expect(real.memory.size).toBe(model.settled.length);
			}),
			{ numRuns: 500 },
		);
	});
});
