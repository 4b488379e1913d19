/** What catch-up passes on after a start of n8n, with a record of executed events that keeps a limited number of entries. */
import type { Job } from '../../../nodes/shared/catchup/definition.ts';
import { findMissedResults, INITIAL_STATE } from '../../../nodes/shared/catchup/find-missed.ts';
import type { GenerationEvent } from '../../../nodes/shared/event/event.ts';
import { createOptimisticLog } from '../../../nodes/shared/idempotency/optimistic-log.ts';

const HOUR = 3_600_000;
const NOW = 1_700_000_000_000;

/** What nodes/shared/idempotency/in-database.ts lets n8n keep. */
const MAX_ENTRIES = 2_000;

/** More events than the record holds. */
const RENDERS = 150;
const VARIATIONS = 10;

const noPause = async () => await Promise.resolve();

/** n8n's record: what it has is found, what is new is added, the oldest entries go. */
function createRecord() {
	let entries: string[] = [];
	return {
		async checkAndRecord(values: string[]) {
			const known = new Set(entries);
			entries = [...entries, ...values.filter((value) => !known.has(value))].slice(-MAX_ENTRIES);
			return await Promise.resolve(values.filter((value) => known.has(value)));
		},
		async remove(values: string[]) {
			entries = entries.filter((entry) => !values.includes(entry));
			await Promise.resolve();
		},
	};
}

const eventsOf = (render: number) =>
	Array.from({ length: VARIATIONS }, (_, index) => ({ id: `r${render}|v${index}|done` }) as GenerationEvent);

/** The renders of a day, the oldest first. */
const renders: Job[] = Array.from({ length: RENDERS }, (_, index) => ({
	id: `r${index}`,
	createdAt: NOW - 20 * HOUR + index * 60_000,
	read: async () => await Promise.resolve({ events: eventsOf(index), final: true }),
}));

it.each([1, 6])(
	'nothing that was executed is executed again after %s starts, with more events than the record holds',
	async (starts) => {
		const record = createRecord();
		let executions = 0;
		const before = createOptimisticLog(noPause);
		for (let render = 0; render < RENDERS; render++) {
			executions += 1;
			const ids = eventsOf(render).map(({ id }) => id);
			await before.areNew(ids, String(executions), record);
		}

		const again: string[] = [];
		for (let start = 0; start < starts; start++) {
			const log = createOptimisticLog(noPause);
			const executed = new Set<string>();
			let state = INITIAL_STATE;
			for (let search = 0; search < 8; search++) {
				const found = await findMissedResults(renders, state, {
					since: NOW - 24 * HOUR,
					now: NOW,
					isChosen: () => true,
					keyOf: ({ id }) => ({ scope: 'workflow', id }),
					stateOf: ({ id }) => (executed.has(id) ? 'committed' : 'unknown'),
					timeUp: new Promise(() => {}),
				});
				state = found.state;
				executions += 1;
				const ids = found.events.map(({ id }) => id);
				const verdicts = await log.areNew(ids, String(executions), record);
				again.push(...ids.filter((_, index) => verdicts[index].isNew));
				for (const id of ids) executed.add(id);
			}
		}
		expect(again).toEqual([]);
	},
);
