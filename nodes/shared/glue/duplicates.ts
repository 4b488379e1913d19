import type { IExecuteFunctions, INodeExecutionData } from 'n8n-workflow';

import { pause } from './pause';

/** n8n keeps one list per node and rewrites it for every event: longer lists make every event dearer. */
const REMEMBERED_ENTRIES = 2_000;

const ATTEMPTS = 5;

/**
 * Drops events that another process, or this one before a restart, has already passed on.
 *
 * n8n's record of processed values has no lock: two executions that write at once can collide on a unique key
 * or overwrite each other. So a collision is tried again, and whatever else goes wrong, the event is passed
 * on: an event twice is better than an event lost.
 *
 * @param context the trigger's execute context
 * @param items generation events
 * @returns those that are new, or that this very execution recorded before it was started again
 */
export async function withoutDuplicates(
	context: IExecuteFunctions,
	items: INodeExecutionData[],
): Promise<INodeExecutionData[]> {
	// Somebody who tries out, retries or replays a workflow wants to see the event again.
	if (['manual', 'retry'].includes(context.getMode())) return items;

	const fresh: INodeExecutionData[] = [];
	for (const item of items) {
		if (await isNew(context, String(item.json.id))) fresh.push(item);
	}
	return fresh;
}

async function isNew(context: IExecuteFunctions, id: string): Promise<boolean> {
	// A worker that dies is replaced by one that runs the same execution again: that is no duplicate.
	const mine = `${id}@${context.getExecutionId()}`;
	const processed = await processedBefore(context, [id, mine]);
	return !processed.includes(id) || processed.includes(mine);
}

async function processedBefore(context: IExecuteFunctions, values: string[]): Promise<unknown[]> {
	for (let attempt = 1; ; attempt++) {
		try {
			const { processed } = await context.helpers.checkProcessedAndRecord(values, 'node', {
				mode: 'entries',
				maxEntries: REMEMBERED_ENTRIES,
			});
			return processed;
		} catch (error) {
			if (attempt === ATTEMPTS) {
				context.logger.warn('The check for duplicates failed; the event is passed on.', {
					error: error instanceof Error ? error.message : String(error),
				});
				return [];
			}
		}
		await pause(20 * attempt * Math.random());
	}
}
