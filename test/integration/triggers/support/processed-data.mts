import { DataDeduplicationService } from 'n8n-core';
import type {
	DeduplicationItemTypes,
	DeduplicationScope,
	ICheckProcessedContextData,
	ICheckProcessedOptions,
	IDataDeduplicator,
	IDeduplicationOutput,
} from 'n8n-workflow';

/**
 * n8n's record of processed values, in memory: one list per workflow and node, and one per workflow, read and written back whole and without a lock, the first
 * write failing where another has come before it. Source: n8n/dist/deduplication/deduplication-helper.js (handleHashedItems).
 */
class ProcessedData implements IDataDeduplicator {
	/** Thrown by the next calls, in turn. */
	failures: Error[] = [];
	calls = 0;
	private readonly rows = new Map<string, DeduplicationItemTypes[]>();

	async checkProcessedAndRecord(
		items: DeduplicationItemTypes[],
		scope: DeduplicationScope,
		context: ICheckProcessedContextData,
		{ maxEntries }: ICheckProcessedOptions,
	): Promise<IDeduplicationOutput> {
		this.calls++;
		const failure = this.failures.shift();
		if (failure !== undefined) throw failure;

		const key = rowOf(scope, context);
		const row = this.rows.get(key);
		const known = [...(row ?? [])];
		await databaseRoundTrip();
		const fresh = items.filter((item) => !known.includes(item));
		const written = [...known, ...fresh].slice(-(maxEntries ?? Infinity));
		if (row === undefined && this.rows.has(key)) {
			throw new Error('SQLITE_CONSTRAINT: UNIQUE constraint failed: processed_data.workflowId, processed_data.context');
		}
		this.rows.set(key, written);
		await databaseRoundTrip();
		return { new: fresh, processed: items.filter((item) => known.includes(item)) };
	}

	async removeProcessed(
		items: DeduplicationItemTypes[],
		scope: DeduplicationScope,
		context: ICheckProcessedContextData,
	): Promise<void> {
		const key = rowOf(scope, context);
		const known = this.rows.get(key) ?? [];
		await databaseRoundTrip();
		this.rows.set(
			key,
			known.filter((value) => !items.includes(value)),
		);
	}

	async clearAllProcessedItems(): Promise<void> {}

	async getProcessedDataCount(): Promise<number> {
		return await Promise.resolve(0);
	}
}

function rowOf(scope: DeduplicationScope, { workflow, node }: ICheckProcessedContextData): string {
	return `${workflow.id}:${scope === 'node' ? node?.id : ''}`;
}

async function databaseRoundTrip(): Promise<void> {
	await new Promise(setImmediate);
}

/** What n8n-core asks; one per test file, since n8n-core takes only one. */
export async function openProcessedData(): Promise<ProcessedData> {
	const processedData = new ProcessedData();
	await DataDeduplicationService.init(processedData);
	return processedData;
}
