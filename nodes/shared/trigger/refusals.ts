import {
	type IExecuteFunctions,
	type INodeExecutionData,
	type IWebhookFunctions,
	type IWebhookResponseData,
	NodeOperationError,
} from 'n8n-workflow';

import { toText } from '../delivery/json';

import { createThrottle } from '../util/throttle';
import type { TriggerDefinition } from './definition';
import { respond, type responses } from './responses';

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

/** The field of an item that stands for a refused delivery. No event has it. */
const REFUSED = 'refusedDelivery';

/**
 * Responds to a delivery that starts nothing. While somebody listens for a test event, the editor shows why: n8n runs
 * the listening workflow with an item that the trigger's `execute()` turns into an error.
 *
 * @param context the trigger's webhook context
 * @param response one of the responses
 * @param text what happened, why, and what to do
 * @returns what `webhook()` has to return
 */
export function refuse(
	context: IWebhookFunctions,
	response: (typeof responses)[keyof typeof responses],
	text: string,
): IWebhookResponseData {
	const answered = respond(context.getResponseObject(), response);
	return context.getMode() === 'manual' ? { ...answered, workflowData: [[{ json: { [REFUSED]: text } }]] } : answered;
}

/**
 * Shows in the editor why a test delivery was refused.
 *
 * @param context the trigger's execute context
 * @param items what `webhook()` returned
 * @throws NodeOperationError where the first item stands for a refused delivery
 */
export function throwIfRefused(context: IExecuteFunctions, [item]: readonly INodeExecutionData[]): void {
	const text = context.getMode() === 'manual' ? toText(item?.json[REFUSED]) : null;
	if (text === null) return;
	const [, what, advice] = /^(.*?)\.(?: (.*))?$/s.exec(text) ?? [text, text, ''];
	throw new NodeOperationError(context.getNode(), what, {
		description: `${advice ?? ''} The sender got its answer, and nothing was started. Execute the step again to listen for the next delivery.`.trim(),
	});
}
