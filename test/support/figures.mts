/** What a proof has counted. */
interface Figures {
	/** HTTP requests that were sent, authentic, repeated and forged ones. */
	deliveries: number;
	/** Authentic events that were acknowledged and never executed: none. */
	lost: number;
	/** Events that were executed more than once: none. */
	duplicated: number;
	/** Forged deliveries that were acknowledged or executed: none. */
	forgedAccepted: number;
}

/** Prints what a proof has counted, and what else is worth knowing, for the terminal and the log of a CI run. */
export function printFigures(proof: string, figures: Figures, more: Record<string, string | number> = {}): void {
	const { deliveries, lost, duplicated, forgedAccepted } = figures;
	const all = { deliveries, ...more, lost, duplicated, 'forged accepted': forgedAccepted };
	const text = Object.entries(all).map(([name, value]) => `${name} ${value}`);
	// Not through the console, which Jest adorns with a stack.
	process.stdout.write(`${proof}: ${text.join(', ')}\n`);
}
