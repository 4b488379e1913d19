/**
 * Maps a list with a bounded number of calls under way at once.
 *
 * @param items what to map
 * @param limit how many at once
 * @param map the call
 * @returns the results in the order of the items
 */
export async function concurrently<Item, Result>(
	items: readonly Item[],
	limit: number,
	map: (item: Item, index: number) => Promise<Result>,
): Promise<Result[]> {
	const results: Result[] = new Array(items.length);
	const entries = items.entries();
	const work = async () => {
		for (const [index, item] of entries) results[index] = await map(item, index);
	};
	await Promise.all(Array.from({ length: limit }, work));
	return results;
}
