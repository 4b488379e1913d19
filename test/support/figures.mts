type Figures = Record<'deliveries' | 'lost' | 'duplicated' | 'forgedAccepted', number>;

/** Prints what a proof has counted, and what else is worth knowing, for the terminal and CI. All figures but `deliveries` must be 0. */
export function printFigures(proof: string, figures: Figures, more: Record<string, string | number> = {}): void {
	const { deliveries, lost, duplicated, forgedAccepted } = figures;
	const all = { deliveries, ...more, lost, duplicated, 'forged accepted': forgedAccepted };
	const text = Object.entries(all).map(([name, value]) => `${name} ${value}`);
	// Not through the console, which Jest adorns with a stack.
	process.stdout.write(`${proof}: ${text.join(', ')}\n`);
}
