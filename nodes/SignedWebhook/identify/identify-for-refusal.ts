import type { Delivery } from '../../shared/delivery/delivery';
import type { Sender } from '../sender';
import { identify } from './identify';
import { identityText } from './texts';

/** Schemes that are tried while the editor listens. */
const MAX_SCHEMES = 10;

/** A header that more senders have says nothing of whose it is. */
const MAX_NEAREST = 3;

/**
 * Says whose delivery the chosen sender has refused.
 *
 * @returns what to do, in full sentences; null where the refusal itself says what is wrong
 */
export function identifyForRefusal(chosen: Sender, delivery: Delivery, secrets: readonly string[]): string | null {
	const found = identify(delivery, { secrets, now: Date.now(), limit: MAX_SCHEMES });
	const { signers, settings, nearest, candidates } = found;
	const isProven = signers.length > 0 || settings !== null;
	const isOwn =
		!chosen.bySettings && candidates.some(({ sender }) => sender.delivery.provider === chosen.delivery.provider);
	const isClear = isProven || (!isOwn && nearest.length <= MAX_NEAREST);
	return isClear ? identityText(found, { secrets, addressSetting: 'Signed URL' }) : null;
}
