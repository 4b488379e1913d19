/** @returns a function that makes a value when it is first asked for it, and has it from then on */
export function once<T>(make: () => T): () => T {
	let made: { value: T } | undefined;
	return () => (made ??= { value: make() }).value;
}
