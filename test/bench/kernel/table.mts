import { providers } from '../../support/workbench.mts';
import { duration, markdownTable, times } from '../support/table.mts';
import type { KernelFigures } from './figures.mts';
import { BARE, BARE_FORGED, KERNEL } from './kernel.mts';

const LIBRARIES = ['@octokit/webhooks-methods', 'standardwebhooks', 'stripe'];

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
