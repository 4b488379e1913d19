import { providers } from '../../support/workbench.mts';
import { duration, markdownTable, times } from '../support/table.mts';
import type { KernelFigures, PartFigures } from './figures.mts';
import { BARE, BARE_FORGED, KERNEL, LIBRARIES } from './names.mts';

/**
 * The kernel's figures: its own time with its spread, then the medians of the others, each with the kernel's time as
 * a multiple of it.
 */
export function kernelTable(figures: readonly KernelFigures[]): string {
	const head = ['delivery', 'this package', 'eight of ten', 'bare limit', ...LIBRARIES];
	return markdownTable(
		head,
		figures.map((line) => {
			const own = line.nanoseconds[KERNEL];
			const limit = line.kind === 'accepted' ? BARE : BARE_FORGED;
			const beside = (name: string) =>
				`${duration(line.nanoseconds[name].median)} (${times(line.ratios[name].median)})`;
			return [
				`${line.size}, ${providers[line.provider].title}, ${line.kind}`,
				duration(own.median),
				`${duration(own.low)} to ${duration(own.high)}`,
				...[limit, ...LIBRARIES].map(beside),
			];
		}),
	);
}

/** The steps' medians. */
export function partTable(figures: readonly PartFigures[]): string {
	const names = Object.keys(figures[0].steps);
	return markdownTable(
		['delivery', ...names],
		figures.map(({ provider, bytes, steps: measured }) => [
			`${providers[provider].title}, ${bytes} bytes`,
			...names.map((name) => duration(measured[name].median)),
		]),
	);
}
