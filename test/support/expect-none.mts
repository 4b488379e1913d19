/**
 * Fails unless the list is empty. The error says what to do, for somebody who knows nothing of the test.
 * @param found what should not be there, a line each
 * @param advice what to write, and where
 */
export function expectNone(found: readonly string[], advice: string): void {
	if (found.length > 0) throw new Error(`${advice}\n${found.map((each) => `  ${each}`).join('\n')}`);
}

/** Fails unless both lists have the same entries, in any order. The error names what is missing and what is too much. */
export function expectSameEntries(actual: readonly string[], expected: readonly string[], advice: string): void {
	const missing = expected.filter((each) => !actual.includes(each)).map((each) => `missing: ${each}`);
	const extra = actual.filter((each) => !expected.includes(each)).map((each) => `too much: ${each}`);
	expectNone([...missing, ...extra], advice);
}
