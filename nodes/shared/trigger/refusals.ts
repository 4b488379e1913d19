import {
	type IExecuteFunctions,
	type INodeExecutionData,
	type IWebhookFunctions,
	type IWebhookResponseData,
	NodeOperationError,
} from 'n8n-workflow';

import type { GenerationEvent } from '../event/event';
import { isJsonObject } from '../util/json';
import { eventTitle } from '../event/title';
import type { TriggerDefinition } from './definition';
import { respond, type responses } from './responses';
import type { Refusal } from './refusal-texts';

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
 * @param acknowledgement the body that the sender demands, as for `respond`
 * @returns what `webhook()` has to return
 */
export function refuse(
	context: IWebhookFunctions,
	response: (typeof responses)[keyof typeof responses],
	refusal: Refusal,
	acknowledgement?: string,
): IWebhookResponseData {
	const answered = respond(context.getResponseObject(), response, acknowledgement);
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
	const { what, advice = '', hint = '' } = refusal as unknown as Refusal;
	throw new NodeOperationError(context.getNode(), what, {
		description:
			`${hint} ${advice} The sender was answered; the workflow did not start. Execute the step again to listen for the next delivery.`.trim(),
	});
}
