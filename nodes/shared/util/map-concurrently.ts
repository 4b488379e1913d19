/**
 * Maps a list by asynchronous work of which a limited number runs at a time.
 *
 * @param items the list
 * @param limit how many run at a time at the most
 * @param work maps one item
 * @returns the results in the order of the items
 * @throws what the first failing work throws
 */
export async function mapConcurrently<Item, Result>(
	items: readonly Item[],
	limit: number,
	work: (item: Item, index: number) => Promise<Result>,
): Promise<Result[]> {
	const results: Result[] = [];
	const queue = items.entries();
	const worker = async () => {
		// All workers take from one queue.
		for (const [index, item] of queue) results[index] = await work(item, index);
	};
	await Promise.all(Array.from({ length: Math.min(limit, items.length) }, worker));
	return results;
}
