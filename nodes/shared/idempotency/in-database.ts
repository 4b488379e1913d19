import type { IExecuteFunctions, INodeExecutionData } from 'n8n-workflow';

import { perKeyCache } from '../util/per-key-cache';
import { digestOf } from './digest';
import { type EventKey, type EventScope, memoryKey } from './event-key';
import { createOptimisticLog, type ProcessedValues, type Verdict } from './optimistic-log';
import { messageOf } from '../n8n/errors';
import { warn } from '../n8n/log';

/**
 * An event takes two entries, so this is 1,000 events. n8n keeps one list for each node, and one for each workflow, and
 * rewrites it in every round, so a longer list makes every event slower.
 */
const MAX_ENTRIES = 2_000;

const records = perKeyCache(createOptimisticLog);

/**
 * Drops events that another process, or this one before a restart, has already passed on.
 *
 * Whatever goes wrong, the event is passed on: an event twice is better than an event lost.
 *
 * @param items generation events
 * @param keys what names them; their ids at this node unless given
 * @returns those that are new, or that the same execution recorded before it was started again
 */
export async function dropDuplicates(
	context: IExecuteFunctions,
	items: INodeExecutionData[],
	keys: readonly EventKey[] = items.map(({ json }) => ({ scope: 'node', id: String(json.id) })),
): Promise<INodeExecutionData[]> {
	const mode = context.getMode();
	// Somebody who tries the workflow out wants to see the same sample again and again.
	if (mode === 'manual') return items;

	const verdicts = await verdictsOf(context, keys);
	const failed = verdicts.find(({ error }) => error !== undefined);
	if (failed !== undefined) {
		const reason = messageOf(failed.error);
		warn(context, 'duplicate-check', `The check for duplicates failed, so the event is passed on: ${reason}`);
	}
	// A retry is meant to pass the event on. It is recorded all the same, because a redelivery may follow.
	return mode === 'retry' ? items : items.filter((_, index) => verdicts[index].isNew);
}

async function verdictsOf(context: IExecuteFunctions, keys: readonly EventKey[]): Promise<Verdict[]> {
	const verdicts: Verdict[] = [];
	const check = async (scope: EventScope) => {
		const indexes = [...keys.keys()].filter((index) => keys[index].scope === scope);
		const ids = indexes.map((index) => digestOf(keys[index].id));
		const log = records.get(memoryKey(context, scope));
		const found = await log.areNew(ids, context.getExecutionId(), processedValues(context, scope));
		for (const [position, index] of indexes.entries()) verdicts[index] = found[position];
	};
	await Promise.all([...new Set(keys.map(({ scope }) => scope))].map(check));
	return verdicts;
}

/** n8n's list of processed values. */
function processedValues({ helpers }: IExecuteFunctions, scope: EventScope): ProcessedValues {
	const options = { mode: 'entries', maxEntries: MAX_ENTRIES } as const;
	return {
		checkAndRecord: async (values) => (await helpers.checkProcessedAndRecord(values, scope, options)).processed,
		remove: async (values) => await helpers.removeProcessed(values, scope, options),
	};
}
