import type { IExecuteFunctions } from 'n8n-workflow';

import type { EventKey } from '../../../nodes/shared/idempotency/event-key.ts';
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
const execution = (executionId: string, mode = 'webhook', failing = false, nodeId = `node ${node}`) =>
	({
		getMode: () => mode,
		getWorkflow: () => ({ id: 'workflow' }),
		getNode: () => ({ id: nodeId, name: 'My Trigger' }),
		getExecutionId: () => executionId,
		logger: { warn: (text: string) => warnings.push(text) },
		helpers: {
			async checkProcessedAndRecord(values: string[], scope: string) {
				if (failing) throw new Error('the database is gone');
				const listed = values.map((value) => `${scope === 'node' ? nodeId : ''}:${value}`);
				const processed = values.filter((_, index) => recorded.has(listed[index]));
				for (const value of listed) recorded.add(value);
				return await Promise.resolve({ new: [], processed });
			},
			removeProcessed: async () => await Promise.resolve(),
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

it('drops a result that another node of the workflow has passed on, and no other event', async () => {
	const items = [{ json: { id: 'result' } }, { json: { id: 'event' } }, { json: { id: 'result 2' } }];
	const keys: EventKey[] = [
		{ scope: 'workflow', id: `${node}|result` },
		{ scope: 'node', id: 'event' },
		{ scope: 'workflow', id: `${node}|result 2` },
	];
	expect(await dropDuplicates(execution('1'), items.slice(0, 2), keys.slice(0, 2))).toEqual(items.slice(0, 2));
	const other = execution('2', 'trigger', false, `other node ${node}`);
	expect(await dropDuplicates(other, items, keys)).toEqual(items.slice(1));
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
