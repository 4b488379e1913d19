import type { Goal } from '../support/goals.mts';
import { times } from '../support/table.mts';
import type { KernelFigures } from './figures.mts';
import { BARE, BARE_FORGED, LIBRARIES } from './names.mts';

/** What the kernel's figures have to reach; of several lines, the worst one counts. */
export function kernelGoals(figures: readonly KernelFigures[]): Goal[] {
	const accepted = figures.filter(({ kind }) => kind === 'accepted');
	const forged = figures.filter(({ kind }) => kind === 'forged');
	const worst = (lines: readonly KernelFigures[], name: string) =>
		Math.max(...lines.map(({ ratios }) => ratios[name].median));
	const atMost = (what: string, measured: number, bound: number): Goal => ({
		what,
		measured,
		bound,
		direction: 'at most',
		format: times,
	});
	return [
		atMost(
			`accepted, 1 KB, beside ${BARE}`,
			worst(accepted.filter(({ size }) => size === '1 KB'), BARE),
			1.6,
		),
		atMost(
			`accepted, 1 MB and above, beside ${BARE}`,
			worst(accepted.filter(({ bytes }) => bytes > 900_000), BARE),
			1.15,
		),
		atMost(
			`forged, where the raw bytes are signed (ListingRVA AI), beside ${BARE_FORGED}`,
			worst(forged.filter(({ provider }) => provider === 'listingRva'), BARE_FORGED),
			1.3,
		),
		...LIBRARIES.map((name) => atMost(`accepted, every size, beside ${name}`, worst(accepted, name), 1)),
		...LIBRARIES.map((name) => atMost(`forged, every size, beside ${name}`, worst(forged, name), 1)),
	];
}
