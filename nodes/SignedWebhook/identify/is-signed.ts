import type { Verdict } from '../../shared/delivery/verify';

/** What the kernel says only after it has verified a signature. */
const afterProof = ['too-old', 'too-new', 'borders-uncertain'];

/** @returns whether one of the secrets made the signature, even where the delivery is refused for something else */
export function isSigned(verdict: Verdict | 'published-keys'): boolean {
	if (verdict === 'published-keys') return false;
	return 'event' in verdict || verdict.outcome === 'invalid' || afterProof.includes(verdict.reason);
}
