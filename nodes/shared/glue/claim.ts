import type { IWebhookFunctions } from 'n8n-workflow';

import { answers } from './answers';
import { replayGuardOf } from './replay-guards';

/**
 * Claims what a delivery is about to bring about, so that of several deliveries one does. The claim is kept once the
 * 200 is out, and given back if it never gets there.
 *
 * @param context the webhook context of the node that received the delivery
 * @param id names what is brought about, unique for the node
 * @returns the answer to give instead where it has been claimed before, or null where it is the caller's
 */
export function claim(context: IWebhookFunctions, id: string) {
	const guard = replayGuardOf(context.getWorkflow().id ?? '', context.getNode().id);
	const claimed = guard.claim(id);
	if (claimed === 'kept') return answers.duplicate;
	if (claimed === 'pending') return answers.pending;

	const response = context.getResponseObject();
	let settled = false;
	const settle = (sent: boolean) => {
		if (settled) return;
		settled = true;
		if (sent && response.statusCode === 200) guard.keep(id);
		else guard.release(id);
	};
	response.once('finish', () => settle(true));
	response.once('close', () => settle(false));
	return null;
}
