const widths = [21, 43, 30, 14] as const;

const titles = ['sender', 'what was sent', "n8n's answer", 'execution'];

const line = (cells: readonly string[]): string =>
	cells
		.map((cell, index) => cell.padEnd(widths[index] ?? 0))
		.join(' ')
		.trimEnd();

/** Prints the head of the demo's table. */
export function printHead(): void {
	console.log(`\n${line([...titles, 'item'])}\n${'─'.repeat(150)}`);
}

/**
 * Prints a row.
 *
 * @param cells sender, what was sent, the answer, the execution, the item
 * @param expected whether it is what should have happened
 */
export function printRow(cells: readonly string[], expected: boolean): void {
	console.log(`${line(cells)}${expected ? '' : '   ← NOT AS EXPECTED'}`);
}
