/** What a proof has counted. The last three have to be 0. */
interface Figures {
	/** HTTP requests that were sent, authentic, repeated and forged ones. */
	deliveries: number;
	/** Authentic events that were acknowledged and never executed. */
	lost: number;
	/** Events that were executed more than once. */
	duplicated: number;
	/** Forged deliveries that were acknowledged or executed. */
	forgedAccepted: number;
}

/**
 * Prints what a proof has counted, for the person in front of the terminal and for the log of a CI run.
 *
 * @param proof what was proven
 * @param figures the four that every proof has
 * @param more what else is worth knowing
 */
export function printFigures(
	proof: string,
	{ deliveries, lost, duplicated, forgedAccepted }: Figures,
	more: Record<string, string | number> = {},
): void {
	const all = { deliveries, ...more, lost, duplicated, 'forged accepted': forgedAccepted };
	const text = Object.entries(all).map(([name, value]) => `${name} ${value}`);
	// Not through the console, which Jest adorns with a stack.
	process.stdout.write(`${proof}: ${text.join(', ')}\n`);
}
