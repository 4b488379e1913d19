import fc from 'fast-check';

import { createEventMemory, type EventMemory } from '../../../nodes/shared/idempotency/in-memory.ts';

const KEEP_FOR = 100;
const PENDING_FOR = 30;

function guardWithClock(capacity = 3) {
	const clock = { now: 1_000 };
	const guard = createEventMemory({
		capacity,
		rememberFor: KEEP_FOR,
		pendingFor: PENDING_FOR,
		now: () => clock.now,
	});
	return { guard, clock };
}

describe('the replay guard', () => {
	it('grants the first claim', () => {
		expect(guardWithClock().guard.reserve('a')).toBe('granted');
	});

	it('calls a claim pending while the first one is not settled', () => {
		const { guard } = guardWithClock();
		guard.reserve('a');
		expect(guard.reserve('a')).toBe('pending');
	});

	it('calls a claim kept once the event has been accepted', () => {
		const { guard } = guardWithClock();
		guard.reserve('a');
		guard.commit('a');
		expect(guard.reserve('a')).toBe('committed');
	});

	it('tells the state of an event without reserving it', () => {
		const { guard, clock } = guardWithClock();
		expect([guard.stateOf('a'), guard.reserve('a'), guard.stateOf('a')]).toEqual(['unknown', 'granted', 'pending']);
		guard.commit('a');
		expect(guard.stateOf('a')).toBe('committed');
		clock.now += KEEP_FOR;
		expect(guard.stateOf('a')).toBe('unknown');
	});

	it('grants a claim again once the first one was given back', () => {
		const { guard } = guardWithClock();
		guard.reserve('a');
		guard.release('a');
		expect(guard.reserve('a')).toBe('granted');
	});

	it('grants claims to different ids', () => {
		const { guard } = guardWithClock();
		guard.reserve('a');
		expect(guard.reserve('b')).toBe('granted');
	});

	it.each(['__proto__', 'constructor', '', ' '])('treats the id %j like any other', (id) => {
		const { guard } = guardWithClock();
		guard.reserve(id);
		guard.commit(id);
		expect(guard.reserve(id)).toBe('committed');
	});

	it.each([
		[PENDING_FOR - 1, 'pending'],
		[PENDING_FOR, 'granted'],
	])('after %d ms calls a claim that nobody settled %s', (elapsed, expected) => {
		const { guard, clock } = guardWithClock();
		guard.reserve('a');
		clock.now += elapsed;
		expect(guard.reserve('a')).toBe(expected);
	});

	it.each([
		[KEEP_FOR - 1, 'committed'],
		[KEEP_FOR, 'granted'],
	])('after %d ms calls an accepted event %s', (elapsed, expected) => {
		const { guard, clock } = guardWithClock();
		guard.reserve('a');
		guard.commit('a');
		clock.now += elapsed;
		expect(guard.reserve('a')).toBe(expected);
	});

	it('remembers an accepted event from its acceptance, not from its claim', () => {
		const { guard, clock } = guardWithClock();
		guard.reserve('a');
		clock.now += PENDING_FOR - 1;
		guard.commit('a');
		clock.now += KEEP_FOR - 1;
		expect(guard.reserve('a')).toBe('committed');
	});

	it('does not remember an event for longer because it was delivered again', () => {
		const { guard, clock } = guardWithClock();
		guard.reserve('a');
		guard.commit('a');
		clock.now += KEEP_FOR - 1;
		guard.reserve('a');
		clock.now += 1;
		expect(guard.reserve('a')).toBe('granted');
	});

	it('forgets the oldest id beyond its capacity', () => {
		const { guard } = guardWithClock(2);
		for (const id of ['a', 'b', 'c']) {
			guard.reserve(id);
			guard.commit(id);
		}
		expect(guard.reserve('a')).toBe('granted');
	});

	it('remembers the newest ids at its capacity', () => {
		const { guard } = guardWithClock(2);
		for (const id of ['a', 'b', 'c']) {
			guard.reserve(id);
			guard.commit(id);
		}
		expect([guard.reserve('b'), guard.reserve('c')]).toEqual(['committed', 'committed']);
	});

	it('is never larger than its capacity', () => {
		const { guard } = guardWithClock(10);
		for (let index = 0; index < 1000; index++) guard.reserve(String(index));
		expect(guard.size).toBe(10);
	});

	it('is empty at first', () => {
		expect(guardWithClock().guard.size).toBe(0);
	});

	it('does not mind that an id is given back that it does not know', () => {
		const { guard } = guardWithClock();
		guard.release('a');
		expect(guard.size).toBe(0);
	});

	// The first delivery's connection may break long after its claim ran out and a second delivery was accepted.
	it('still remembers an accepted event when a claim that ran out is given back late', () => {
		const { guard, clock } = guardWithClock();
		guard.reserve('a');
		clock.now += PENDING_FOR;
		guard.reserve('a');
		guard.commit('a');
		guard.release('a');
		expect(guard.reserve('a')).toBe('committed');
	});
});

/** The reference: a plain list, oldest first. */
interface Model {
	now: number;
	entries: Array<{ id: string; kept: boolean; until: number }>;
}

const CAPACITY = 3;
const find = (model: Readonly<Model>, id: string) => model.entries.find((entry) => entry.id === id);
const put = (model: Model, id: string, kept: boolean) => {
	const until = model.now + (kept ? KEEP_FOR : PENDING_FOR);
	model.entries = [...model.entries.filter((entry) => entry.id !== id), { id, kept, until }].slice(-CAPACITY);
};

interface Real {
	guard: EventMemory;
	clock: { now: number };
}
type GuardCommand = fc.Command<Model, Real>;

class ClaimCommand implements GuardCommand {
	constructor(private readonly id: string) {}
	check = () => true;
	run(model: Model, { guard }: Real) {
		const entry = find(model, this.id);
		const live = entry !== undefined && entry.until > model.now ? entry : undefined;
		const expected = live === undefined ? 'granted' : live.kept ? 'committed' : 'pending';
		expect(guard.reserve(this.id)).toBe(expected);
		if (live === undefined) put(model, this.id, false);
	}
	toString = () => `claim(${this.id})`;
}

class KeepCommand implements GuardCommand {
	constructor(private readonly id: string) {}
	check = (model: Readonly<Model>) => find(model, this.id)?.kept === false;
	run(model: Model, { guard }: Real) {
		guard.commit(this.id);
		put(model, this.id, true);
	}
	toString = () => `keep(${this.id})`;
}

class ReleaseCommand implements GuardCommand {
	constructor(private readonly id: string) {}
	check = (model: Readonly<Model>) => find(model, this.id)?.kept !== true;
	run(model: Model, { guard }: Real) {
		guard.release(this.id);
		model.entries = model.entries.filter((entry) => entry.id !== this.id);
	}
	toString = () => `release(${this.id})`;
}

class PassTimeCommand implements GuardCommand {
	constructor(private readonly milliseconds: number) {}
	check = () => true;
	run(model: Model, { clock }: Real) {
		model.now += this.milliseconds;
		clock.now += this.milliseconds;
	}
	toString = () => `pass(${this.milliseconds} ms)`;
}

describe('the replay guard, over any sequence of claims', () => {
	const ids = fc.constantFrom('a', 'b', 'c', 'd', 'e');
	const commands = fc.commands(
		[
			ids.map((id) => new ClaimCommand(id)),
			ids.map((id) => new KeepCommand(id)),
			ids.map((id) => new ReleaseCommand(id)),
			fc.constantFrom(1, PENDING_FOR - 1, PENDING_FOR, KEEP_FOR - 1, KEEP_FOR).map((time) => new PassTimeCommand(time)),
		],
		{ maxCommands: 60 },
	);

	it('answers as the reference model does, and remembers as many ids', () => {
		fc.assert(
			fc.property(commands, (sequence) => {
				const real = guardWithClock(CAPACITY);
				const model: Model = { now: real.clock.now, entries: [] };
				fc.modelRun(() => ({ model, real }), sequence);
				expect(real.guard.size).toBe(model.entries.length);
			}),
			{ numRuns: 500 },
		);
	});
});
