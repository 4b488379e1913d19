import type { Goal } from '../support/goals.mts';
import { times } from '../support/table.mts';
import type { KernelFigures } from './figures.mts';
import { BARE, BARE_FORGED } from './names.mts';

const atMost = (what: string, measured: number, bound: number): Goal => ({
	what,
	measured,
	bound,
	direction: 'at most',
	format: times,
});

/** What the kernel's figures have to reach; of several lines, the worst one counts. The page says what is no goal. */
export function kernelGoals(figures: readonly KernelFigures[]): Goal[] {
	const accepted = figures.filter(({ kind }) => kind === 'accepted');
	const forged = figures.filter(({ kind }) => kind === 'forged');
	const worst = (lines: readonly KernelFigures[], name: string) =>
		Math.max(...lines.map(({ ratios }) => ratios[name].median));
	return [
		atMost(
			`accepted, 1 KB, beside ${BARE}`,
			worst(accepted.filter(({ size }) => size === '1 KB'), BARE),
			1.6,
		),
		atMost(
			`accepted, 1 MB and above, beside ${BARE}`,
			worst(accepted.filter(({ bytes }) => bytes > 900_000), BARE),
			1.2,
		),
		atMost(
			`forged, where the raw bytes are signed (ListingRVA AI), beside ${BARE_FORGED}`,
			worst(forged.filter(({ provider }) => provider === 'listingRva'), BARE_FORGED),
			1.3,
		),
		// The third library only answers whether a signature matches; it checks no schema and makes no event.
		...(['standardwebhooks', 'stripe'] as const).map((name) =>
			atMost(`accepted, every size, beside ${name}`, worst(accepted, name), 1),
		),
	];
}

/** What the scheme families have to reach beside their bare limit, each with its bound, and beside their library. */
export function familyGoals(
	ratios: ReadonlyArray<{ bound: number; bare: number; library?: number }>,
): Goal[] {
	const bounds = [...new Set(ratios.map(({ bound }) => bound))];
	const beside = bounds.map((bound) => {
		const those = ratios.filter((ratio) => ratio.bound === bound).map(({ bare }) => bare);
		return atMost(`every scheme with the limit ${times(bound)}, accepted, 1 KB, beside its bare limit`, Math.max(...those), bound);
	});
	const libraries = ratios.flatMap(({ library }) => library ?? []);
	// A library that does less work than the kernel may be ahead by what two runs of one thing differ.
	return [...beside, atMost('every scheme, accepted, 1 KB, beside its library', Math.max(...libraries), 1.1)];
}
