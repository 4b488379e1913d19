import type { IWebhookFunctions } from 'n8n-workflow';

import { createThrottle } from '../util/throttle';
import type { TriggerDefinition } from './definition';

/** A flood of forged deliveries must not become a flood of log lines. */
const logLines = createThrottle(10_000);

/**
 * Writes a warning to n8n's log, at most once in ten seconds per node and kind.
 *
 * @param context the trigger's webhook context
 * @param kind what the warning is about
 * @param text the warning, without the node's name
 */
export function warn(context: IWebhookFunctions, kind: string, text: string): void {
	const node = context.getNode();
	const { id } = context.getWorkflow();
	if (logLines.allows(`${id}:${node.id}:${kind}`)) {
		context.logger.warn(`${node.name}: ${text}`, { workflowId: id, nodeName: node.name });
	}
}

/**
 * @param definition the provider
 * @param reason the kernel's reason
 * @returns the line for the log: what happened, why, and what to do
 */
export function refusalText({ api, delivery }: Pick<TriggerDefinition, 'api' | 'delivery'>, reason: string): string {
	const { displayName } = api;
	const header = delivery.signature.headers.join(' or ');
	const texts: Record<string, string> = {
		'no-secret': `no signing secret is known. Enter the Webhook Secret in the ${displayName} credential, or publish (activate) the workflow again.`,
		'key-malformed': `the signing secret is not a key that ${displayName} can sign with. Copy it again, completely.`,
		'signature-missing': `it has no ${header} header. Either it is not from ${displayName}, or a proxy removes the header.`,
		'signature-malformed': `its ${header} header is not a valid signature, or another signed header is missing.`,
		'signature-mismatch': `its signature does not match. Either it is forged, a proxy changes the body, or the Webhook Secret in the credential is not the one that ${displayName} signs with.`,
		'too-old': 'it was sent too long ago. Check the clock of this machine, and Max Event Age.',
		'too-new': 'it was sent in the future. Check the clock of this machine.',
	};
	return `A delivery was refused: ${texts[reason] ?? `its body is authentic, but no event (${reason}).`}`;
}
