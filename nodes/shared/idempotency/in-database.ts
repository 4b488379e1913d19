import type { IExecuteFunctions, INodeExecutionData } from 'n8n-workflow';

import { perKeyCache } from '../util/per-key-cache';
import { nodeKey } from '../n8n/node-key';
import { digestOf } from './digest';
import { createOptimisticLog } from './optimistic-log';
import { messageOf } from '../n8n/errors';
import { warn } from '../n8n/log';

/**
 * An event takes two entries, so this is 1,000 events. n8n keeps one list for each node and rewrites it in every round,
 * so a longer list makes every event slower.
 */
const MAX_ENTRIES = 2_000;

const records = perKeyCache(createOptimisticLog);

/**
 * Drops events that another process, or this one before a restart, has already passed on.
 *
 * Whatever goes wrong, the event is passed on: an event twice is better than an event lost.
 *
 * @param items generation events
 * @param ids their duplicate keys; their own ids unless given
 * @returns those that are new, or that the same execution recorded before it was started again
 */
export async function dropDuplicates(
	context: IExecuteFunctions,
	items: INodeExecutionData[],
	ids: readonly string[] = items.map(({ json }) => String(json.id)),
): Promise<INodeExecutionData[]> {
	const mode = context.getMode();
	// Somebody who tries the workflow out wants to see the same sample again and again.
	if (mode === 'manual') return items;

	const checkAndRecord = async (values: string[]) => {
		const { processed } = await context.helpers.checkProcessedAndRecord(values, 'node', {
			mode: 'entries',
			maxEntries: MAX_ENTRIES,
		});
		return processed;
	};
	const verdicts = await records
		.get(nodeKey(context))
		.areNew(ids.map(digestOf), context.getExecutionId(), checkAndRecord);
	const failed = verdicts.find(({ error }) => error !== undefined);
	if (failed !== undefined) {
		const reason = messageOf(failed.error);
		warn(context, 'duplicate-check', `The check for duplicates failed, so the event is passed on: ${reason}`);
	}
	// A retry is meant to pass the event on. It is recorded all the same, because a redelivery may follow.
	return mode === 'retry' ? items : items.filter((_, index) => verdicts[index].isNew);
}
