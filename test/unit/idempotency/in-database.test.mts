import type { IExecuteFunctions } from 'n8n-workflow';

import { dropDuplicates } from '../../../nodes/shared/idempotency/in-database.ts';

const ITEM = { json: { id: 'evt_1' } };

let node = 0;
let recorded: Set<string>;
let warnings: string[];

beforeEach(() => {
	node += 1;
	recorded = new Set();
	warnings = [];
});

/** The little of n8n's execute context that the check needs. */
const execution = (executionId: string, mode = 'webhook', failing = false) =>
	({
		getMode: () => mode,
		getWorkflow: () => ({ id: 'workflow' }),
		getNode: () => ({ id: `node ${node}`, name: 'My Trigger' }),
		getExecutionId: () => executionId,
		logger: { warn: (text: string) => warnings.push(text) },
		helpers: {
			async checkProcessedAndRecord(values: string[]) {
				if (failing) throw new Error('the database is gone');
				const processed = values.filter((value) => recorded.has(value));
				for (const value of values) recorded.add(value);
				return await Promise.resolve({ new: [], processed });
			},
		},
	}) as unknown as IExecuteFunctions;

it('drops an event that another execution has passed on', async () => {
	expect(await dropDuplicates(execution('1'), [ITEM])).toEqual([ITEM]);
	expect(await dropDuplicates(execution('2'), [ITEM])).toEqual([]);
});

it('passes an event on once that an execution carries twice, also when it runs again', async () => {
	const twice = [ITEM, { json: { id: 'evt_2' } }, { json: { id: 'evt_1' } }];
	for (let process = 0; process < 2; process++) {
		expect(await dropDuplicates(execution('1'), twice)).toEqual(twice.slice(0, 2));
	}
});

it('passes an event on again when its user retries the execution', async () => {
	await dropDuplicates(execution('1'), [ITEM]);
	expect(await dropDuplicates(execution('2', 'retry'), [ITEM])).toEqual([ITEM]);
});

it('drops the redelivery of an event that only came through by a retry', async () => {
	await dropDuplicates(execution('1', 'retry'), [ITEM]);
	expect(await dropDuplicates(execution('2'), [ITEM])).toEqual([]);
});

it('neither checks nor records while somebody tries the workflow out', async () => {
	expect(await dropDuplicates(execution('1', 'manual'), [ITEM])).toEqual([ITEM]);
	expect(recorded.size).toBe(0);
});

it('passes the event on when the check keeps failing', async () => {
	expect(await dropDuplicates(execution('1', 'webhook', true), [ITEM])).toEqual([ITEM]);
	expect(warnings).toEqual([
		'My Trigger (workflow workflow): The check for duplicates failed, so the event is passed on: the database is gone',
	]);
});
