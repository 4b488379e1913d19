import type { SignatureScheme } from '../shared/delivery/scheme';

/** The header that marks an event which this n8n hands over itself, and proves it: `t=<epoch seconds>,v1=<hex>`. */
export const HAND_OVER_HEADER = 'x-n8n-hand-over';

/** Seconds for which a hand-over is good. */
const VALID_FOR = 300;

/**
 * How a verified event is handed over to the execution that waits for it: signed with the private secret of the
 * credential, over the execution, the time and the body. The label keeps such a signature from being one of anything else.
 *
 * @param receiver the waiting execution, as `executionReceiver` names it
 */
export function handOverScheme(receiver: string): SignatureScheme {
	return {
		algorithm: 'hmacSha256',
		keyEncodings: ['private'],
		places: [HAND_OVER_HEADER],
		format: { kind: 'pairs', signatureKey: 'v1', timestampKey: 't' },
		encoding: 'hex',
		content: `hand-over:${receiver}\n{timestamp}\n{body}`,
		timestamp: { from: 'signature', unit: 'seconds', tolerance: { past: VALID_FOR, future: VALID_FOR } },
	};
}
