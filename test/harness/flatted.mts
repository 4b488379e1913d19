/**
 * Reads the form in which n8n sends the data of an execution: a JSON array whose first element is the value, and in
 * which every string inside an object or array is the index of the element that it stands for. (That is the format of
 * the npm package `flatted`, which n8n uses.) Cycles come out as cycles.
 * @throws SyntaxError when it is not JSON
 */
export function parseFlatted(text: string): unknown {
	const elements = JSON.parse(text) as unknown[];
	const visited = new Set<unknown>();
	const resolve = (reference: unknown): unknown =>
		typeof reference === 'string' ? revive(elements[Number(reference)]) : reference;
	const revive = (value: unknown): unknown => {
		if (typeof value !== 'object' || value === null || visited.has(value)) return value;
		visited.add(value);
		const entries = value as Record<string, unknown>;
		for (const name of Object.keys(entries)) entries[name] = resolve(entries[name]);
		return value;
	};
	return revive(elements[0]);
}
