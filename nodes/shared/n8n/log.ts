import type { IPollFunctions, IWebhookFunctions } from 'n8n-workflow';

import { createThrottle } from '../util/throttle';

/** A flood of forged deliveries must not become a flood of log lines. */
const logLines = createThrottle(10_000);

/**
 * Writes a warning to n8n's log, at most once in ten seconds per node and kind.
 *
 * @param kind what the warning is about
 * @param text the warning, without the node's name
 */
export function warn(context: IPollFunctions | IWebhookFunctions, kind: string, text: string): void {
	const node = context.getNode();
	const { id } = context.getWorkflow();
	if (logLines.allows(`${id}:${node.id}:${kind}`)) {
		context.logger.warn(`${node.name}: ${text}`, { workflowId: id, nodeName: node.name });
	}
}
