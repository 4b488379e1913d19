import type { ProviderName } from '../../support/workbench.mts';
import { ratios, type Summary, summarise } from '../support/statistics.mts';
import type { SizeName } from './bodies.mts';
import { KERNEL } from './names.mts';

/** One line of the table: one provider, one size, accepted or forged. */
export interface KernelFigures {
	provider: ProviderName;
	size: SizeName;
	bytes: number;
	kind: 'accepted' | 'forged';
	/** Nanoseconds per delivery, by contender. */
	nanoseconds: Record<string, Summary>;
	/** The kernel's time, as a multiple of each other contender's time in the same round. */
	ratios: Record<string, Summary>;
}

/**
 * Sums the rounds of one cell up.
 *
 * @param cell which cell
 * @param samples nanoseconds by contender and round
 */
export function kernelFigures(
	cell: Pick<KernelFigures, 'provider' | 'size' | 'bytes' | 'kind'>,
	samples: Map<string, number[]>,
): KernelFigures {
	const kernel = samples.get(KERNEL) ?? [];
	const others = [...samples].filter(([name]) => name !== KERNEL);
	return {
		...cell,
		nanoseconds: Object.fromEntries([...samples].map(([name, values]) => [name, summarise(values)])),
		ratios: Object.fromEntries(others.map(([name, values]) => [name, ratios(kernel, values)])),
	};
}

/** Where the kernel's time goes: nanoseconds per delivery, by step. */
export interface PartFigures {
	provider: ProviderName;
	bytes: number;
	steps: Record<string, Summary>;
}

/** All that `npm run bench` measures. */
export interface BenchFigures {
	lines: KernelFigures[];
	parts: PartFigures[];
}
