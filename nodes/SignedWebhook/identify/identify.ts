import type { Delivery } from '../../shared/delivery/delivery';
import { provingSenders } from '../known-senders';
import { type Candidate, fitsAsWell, type IdentifyOptions, rankCandidates } from './candidates';
import { fittingSettings } from './fitting-settings';
import { isSigned } from './is-signed';
import type { FittingSettings } from './ways-to-sign';

/** Whose delivery it is, as far as it can be told. */
export interface Identification {
	/** All senders whose signature is there, the best first. */
	candidates: readonly Candidate[];
	/** The best of them; several where nothing tells them apart. */
	nearest: readonly Candidate[];
	/** The nearest, where they signed it; else none. */
	signers: readonly Candidate[];
	/** The settings of *Any Other Service* that fit, where no known sender signed it. */
	settings: FittingSettings | null;
}

/**
 * Finds out which of the known senders a delivery is from. Nothing is asked of anybody.
 *
 * @param options the secrets to try, the time, and how many senders are tried
 */
export function identify(delivery: Delivery, options: IdentifyOptions): Identification {
	const candidates = rankCandidates(provingSenders, delivery, options);
	const nearest = candidates.filter((each) => fitsAsWell(each, candidates[0]));
	const signers = nearest.filter(({ verdict }) => isSigned(verdict));
	return { candidates, nearest, signers, settings: signers.length > 0 ? null : fittingSettings(delivery, options) };
}
