import type { JobResult, Job } from '../../../nodes/shared/catchup/definition.ts';
import {
	windowStart,
	findMissedResults,
	MAX_CONSIDERED,
	MAX_LOOK_BACK_MS,
	MAX_RESULTS,
	type CatchUpState,
	INITIAL_STATE,
	OVERLAP_MS,
} from '../../../nodes/shared/catchup/find-missed.ts';
import type { GenerationEvent } from '../../../nodes/shared/event/event.ts';

const NOW = 1_700_000_000_000;
const MINUTE = 60_000;

const event = (id: string, name = 'done') => ({ id, event: name }) as GenerationEvent;

const work = (id: string, age: number | null, outcome: Partial<JobResult> = {}) => {
	const read = jest.fn(async () => await Promise.resolve({ events: [event(`${id}-1`)], final: true, ...outcome }));
	return { id, createdAt: age === null ? null : NOW - age, read } satisfies Job;
};

const never = new Promise<void>(() => {});

/** The events that a delivery has brought, or is bringing. */
let states: Map<string, 'committed' | 'pending'>;

beforeEach(() => {
	states = new Map();
});

const lookAt = async (
	works: Job[],
	state: CatchUpState = INITIAL_STATE,
	options: Partial<Parameters<typeof findMissedResults>[2]> = {},
) =>
	await findMissedResults(works, state, {
		since: NOW - 60 * MINUTE,
		now: NOW,
		isChosen: () => true,
		keyOf: ({ id }) => ({ scope: 'workflow', id }),
		stateOf: ({ id }) => states.get(id) ?? 'unknown',
		timeUp: never,
		...options,
	});

const ids = ({ events }: { events: GenerationEvent[] }) => events.map(({ id }) => id);

describe('the beginning of a look', () => {
	it('is the publication, where that is not long ago', () => {
		expect(windowStart(INITIAL_STATE, NOW - MINUTE, NOW)).toBe(NOW - MINUTE);
	});

	it('is at most a day ago', () => {
		expect(windowStart(INITIAL_STATE, 0, NOW)).toBe(NOW - MAX_LOOK_BACK_MS);
	});

	it('is where the last findMissedResults has left off', () => {
		expect(windowStart({ ...INITIAL_STATE, next: NOW - 5 }, 0, NOW)).toBe(NOW - 5);
	});
});

describe('a look', () => {
	it('finds the results of all work in its window, those of the oldest work first', async () => {
		expect(ids(await lookAt([work('new', 1), work('old', 10), work('middle', 5)]))).toEqual([
			'old-1',
			'middle-1',
			'new-1',
		]);
	});

	it('passes over work from before the window without reading it', async () => {
		const old = work('old', 61 * MINUTE);
		expect(ids(await lookAt([old]))).toEqual([]);
		expect(old.read).not.toHaveBeenCalled();
	});

	it('passes over work without a time, and counts it', async () => {
		expect(await lookAt([work('undated', null)])).toMatchObject({ events: [], undated: 1 });
	});

	it('passes over events that do not start the workflow', async () => {
		const failed = work('failed', 1, { events: [event('failed-1', 'error')] });
		expect(ids(await lookAt([failed], INITIAL_STATE, { isChosen: ({ event: name }) => name === 'done' }))).toEqual([]);
	});

	it.each(['committed', 'pending'] as const)('passes over an event that is %s', async (state) => {
		states.set('a-1', state);
		expect(ids(await lookAt([work('a', 1)]))).toEqual([]);
	});

	it('offers what nobody has confirmed a second time, and no third time', async () => {
		const first = await lookAt([work('a', 1)]);
		const second = await lookAt([work('a', 1)], first.state);
		const third = await lookAt([work('a', 1)], second.state);
		expect([first, second, third].map(ids)).toEqual([['a-1'], ['a-1'], []]);
	});

	it('offers nothing again that was passed on', async () => {
		const { state } = await lookAt([work('a', 1)]);
		states.set('a-1', 'committed');
		expect(ids(await lookAt([work('a', 1)], state))).toEqual([]);
	});

	it('does not read finished work again whose events have all been passed on', async () => {
		states.set('a-1', 'committed');
		const { state } = await lookAt([work('a', 1)]);
		const again = work('a', 1);
		await lookAt([again], state);
		expect(again.read).not.toHaveBeenCalled();
	});

	it('reads work again that goes on, and keeps it in the window', async () => {
		states.set('a-1', 'committed');
		const { state } = await lookAt([work('a', 50 * MINUTE, { final: false })]);
		expect(state.next).toBe(NOW - 50 * MINUTE);
		const again = work('a', 50 * MINUTE, { events: [event('a-1'), event('a-2')] });
		expect(ids(await lookAt([again], state))).toEqual(['a-2']);
	});

	it('lets the next findMissedResults overlap, for work that is listed late', async () => {
		expect((await lookAt([])).state.next).toBe(NOW - OVERLAP_MS);
	});

	it('reports work that cannot be read, keeps it in the window, and finds the rest', async () => {
		const broken = { ...work('broken', 50 * MINUTE), read: async () => await Promise.reject(new Error('500')) };
		const found = await lookAt([broken, work('a', 1)]);
		expect(ids(found)).toEqual(['a-1']);
		expect(found).toMatchObject({ failures: [new Error('500')], state: { next: NOW - 50 * MINUTE } });
	});

	it('ends when the time is up with what it has, and begins at the same place again', async () => {
		const silent = { ...work('silent', 2), read: async () => await new Promise<JobResult>(() => {}) };
		const found = await lookAt([silent, work('a', 1)], INITIAL_STATE, {
			timeUp: new Promise((end) => setTimeout(end, 20)),
		});
		expect(ids(found)).toEqual(['a-1']);
		expect(found).toMatchObject({ isCutShort: true, state: { next: null } });
	});

	it('passes work on once that is listed twice', async () => {
		const found = await lookAt([work('a', 1), work('b', 2), work('a', 1)]);
		expect(ids(found)).toEqual(['b-1', 'a-1']);
	});

	it('looks at a limited number of works, the latest, and says that there is more', async () => {
		const works = Array.from({ length: MAX_RESULTS + 1 }, (_, index) => work(`w${index}`, index + 1));
		const found = await lookAt(works);
		expect(found).toMatchObject({ hasMore: true });
		expect(ids(found)).toHaveLength(MAX_RESULTS);
		expect(ids(found)).not.toContain(`w${MAX_RESULTS}-1`);
	});

	it('considers a limited number of events, the latest, says that there are more, and never comes back to those', async () => {
		const many = (id: string) => Array.from({ length: MAX_CONSIDERED / 5 }, (_, index) => event(`${id}-${index}`));
		const works = Array.from({ length: 8 }, (_, index) => work(`w${index}`, index + 1, { events: many(`w${index}`) }));
		const seen = new Set<string>();
		let state = INITIAL_STATE;
		for (let search = 0; search < 6; search++) {
			const found = await lookAt(works, state);
			expect(found.hasMore).toBe(true);
			for (const id of ids(found)) {
				seen.add(id);
				states.set(id, 'committed');
			}
			({ state } = found);
		}
		expect(new Set([...seen].map((id) => id.split('-')[0]))).toEqual(new Set(['w0', 'w1', 'w2', 'w3', 'w4']));
	});

	it('passes on a limited number of events, the latest, and the others with the next look', async () => {
		const many = (id: string) => Array.from({ length: MAX_RESULTS }, (_, index) => event(`${id}-${index}`));
		const works = [work('old', 2, { events: many('old') }), work('new', 1, { events: many('new') })];
		const first = await lookAt(works);
		expect(first).toMatchObject({ hasMore: false });
		expect(ids(first).every((id) => id.startsWith('new'))).toBe(true);
		for (const id of ids(first)) states.set(id, 'committed');
		expect(new Set(ids(await lookAt(works, first.state)))).toEqual(new Set(many('old').map(({ id }) => id)));
	});
});
