import {
	type IExecuteFunctions,
	type INodeExecutionData,
	type IPollFunctions,
	type IWebhookFunctions,
	type IWebhookResponseData,
	NodeOperationError,
} from 'n8n-workflow';

import type { GenerationEvent } from '../event/event';
import { isJsonObject } from '../util/json';
import { eventTitle } from '../event/title';
import { createThrottle } from '../util/throttle';
import type { TriggerDefinition } from './definition';
import { respond, type responses } from './responses';

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

/** Why a delivery starts nothing. */
export interface Refusal {
	/** What happened, without a full stop. */
	what: string;
	/** What to do, in full sentences. */
	advice?: string;
}

/** @param reason the kernel's reason */
export function refusalOf({ api, delivery }: Pick<TriggerDefinition, 'api' | 'delivery'>, reason: string): Refusal {
	const { displayName } = api;
	const header = delivery.signature.headers.join(' or ');
	const reasons: Record<string, [what: string, advice?: string]> = {
		'no-secret': [
			'no signing secret is known',
			`Enter the Webhook Secret in the ${displayName} credential, or publish (activate) the workflow again.`,
		],
		'key-malformed': [
			`the signing secret is not a key that ${displayName} can sign with`,
			'Copy it again, completely.',
		],
		'signature-missing': [
			`it has no ${header} header`,
			`Either it is not from ${displayName}, or a proxy removes the header.`,
		],
		'signature-malformed': [`its ${header} header is not a valid signature, or another signed header is missing`],
		'signature-mismatch': [
			'its signature does not match',
			`Either it is forged, a proxy changes the body, or the Webhook Secret in the credential is not the one that ${displayName} signs with.`,
		],
		'too-old': ['it was sent too long ago', 'Check the clock of this machine, and Max Event Age.'],
		'too-new': ['it was sent in the future', 'Check the clock of this machine.'],
	};
	const [why, advice] = reasons[reason] ?? [`its body is authentic, but no event (${reason})`];
	return { what: `A delivery was refused: ${why}`, advice };
}

/** @param event an authentic event that is not subscribed to */
export function notChosen({ delivery }: Pick<TriggerDefinition, 'delivery'>, { event }: GenerationEvent): Refusal {
	const title = Object.hasOwn(delivery.events, event) ? eventTitle(event, delivery.events[event].title) : event;
	return {
		what: `An authentic event came, but "${title}" is not chosen under Events`,
		advice: `Choose it, or Any Event, if it is to start the workflow. The sender's name for it is "${event}".`,
	};
}

/** @returns the refusal as one line for the log */
export function logLineOf({ what, advice }: Refusal): string {
	return advice === undefined ? `${what}.` : `${what}. ${advice}`;
}

/** The field of an item that stands for a delivery that starts nothing. No event has it. */
const REFUSED = 'refusedDelivery';

/**
 * Responds to a delivery that starts nothing. While somebody listens for a test event, the editor shows why: n8n runs
 * the listening workflow with an item that the trigger's `execute()` turns into an error.
 *
 * @param refusal why it starts nothing
 * @returns what `webhook()` has to return
 */
export function refuse(
	context: IWebhookFunctions,
	response: (typeof responses)[keyof typeof responses],
	refusal: Refusal,
): IWebhookResponseData {
	const answered = respond(context.getResponseObject(), response);
	return context.getMode() === 'manual'
		? { ...answered, workflowData: [[{ json: { [REFUSED]: { ...refusal } } }]] }
		: answered;
}

/**
 * Shows in the editor why a test delivery started nothing.
 *
 * @param items what `webhook()` returned
 * @throws NodeOperationError where the first item stands for a delivery that started nothing
 */
export function throwIfRefused(context: IExecuteFunctions, [item]: readonly INodeExecutionData[]): void {
	const refusal = context.getMode() === 'manual' ? item?.json[REFUSED] : undefined;
	if (!isJsonObject(refusal)) return;
	const { what, advice = '' } = refusal as unknown as Refusal;
	throw new NodeOperationError(context.getNode(), what, {
		description:
			`${advice} The sender got its answer, and nothing was started. Execute the step again to listen for the next delivery.`.trim(),
	});
}
