import { atMost } from '../support/goals.mts';
import { ratios } from '../support/statistics.mts';
import { BARE, type Case, KERNEL } from './cases.mts';

/** A case, with nanoseconds per delivery by contender and round. */
export type Measured = Omit<Case, 'contenders'> & { samples: Record<string, number[]> };

/** What the kernel's figures have to reach; of several lines, the worst one counts. */
export function kernelGoals(lines: readonly Measured[], schemes: readonly Measured[]): string[][] {
	const worst = (those: readonly Measured[], ...names: string[]) =>
		Math.max(
			...those.flatMap(({ samples }) =>
				names.filter((name) => name in samples).map((name) => ratios(samples[KERNEL], samples[name]).median),
			),
		);
	const all = [...lines, ...schemes];
	const goals = new Map(all.flatMap(({ goal }) => (goal === undefined ? [] : [goal])));
	const accepted = lines.filter(({ isAuthentic }) => isAuthentic);
	const libraries = schemes.flatMap(({ samples }) => Object.keys(samples).slice(2));
	return [
		...[...goals].map(([what, bound]) => atMost(what, worst(all.filter(({ goal }) => goal?.[0] === what), BARE), bound)),
		// The third library only answers whether a signature matches; it checks no schema and makes no event.
		...['standardwebhooks', 'stripe'].map((name) => atMost(`accepted, every size, beside ${name}`, worst(accepted, name), 1)),
		// A library that does less work than the kernel may be ahead by what two runs of one thing differ.
		atMost('every scheme, accepted, 1 KB, beside its library', worst(schemes, ...libraries), 1.1),
	];
}
