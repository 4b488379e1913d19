/**
 * Maps a list with an asynchronous function.
 *
 * @param limit maximum number of concurrent calls
 * @returns the results in the order of the items
 * @throws the first error that `work` throws
 */
export async function mapConcurrently<Item, Result>(
	items: readonly Item[],
	limit: number,
	work: (item: Item, index: number) => Promise<Result>,
): Promise<Result[]> {
	const results: Result[] = [];
	const queue = items.entries();
	const worker = async () => {
		// All workers share one queue.
		for (const [index, item] of queue) results[index] = await work(item, index);
	};
	await Promise.all(Array.from({ length: Math.min(limit, items.length) }, worker));
	return results;
}
