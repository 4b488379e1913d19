import type { Sender } from './sender';

const repeated = /\b(?:repeats|retries|tries|attempts)\b/;

const notAfter503 =
	/repeats nothing|Whether|delivers once unless|few kinds|failed once|standard recommends|only after a network/;

/** @returns whether the sender is known to deliver again what was answered with 503, by the sentence that users read */
export function repeatsDeliveries({ retries }: Pick<Sender, 'retries'>): boolean {
	return repeated.test(retries) && !notAfter503.test(retries);
}
