import { type INode, type IPollFunctions, type IWebhookFunctions, NodeOperationError } from 'n8n-workflow';

import { toObject } from '../util/json';
import { usesSample } from '../test-events/option';
import { readAllowedIps } from './allowed-senders';
import type { TriggerOptions } from './definition';

const MINUTE = 60_000;

/** What a trigger's parameters say about receiving, whatever form an expression has given them. */
interface ReceivingOptions<Options> {
	/** The option collection as it is, for what the provider adds to it. */
	options: Options;
	/** The events that are subscribed to. */
	events: string[];
	allowed: ReturnType<typeof readAllowedIps>['networks'];
	/** Milliseconds; 0 turns the limit off. */
	maxAge: number;
	ignoreDuplicates: boolean;
	/** Whether deliveries may share an execution. */
	combineEvents: boolean;
}

/**
 * Reads the parameters of a trigger. What cannot be read makes the trigger stricter, never laxer.
 *
 * @throws where an expression fails, or a parameter has a value that has no meaning; the delivery is then put off
 */
export function readOptions<Options extends TriggerOptions>(
	context: IPollFunctions | IWebhookFunctions,
): ReceivingOptions<Options> {
	const options = context.getNodeParameter('options', {}) as Options;
	const { allowedIps, maxEventAge, ignoreDuplicates, combineEvents } = toObject(options);
	const node = context.getNode();
	const tryingOut = context.getMode() === 'manual';
	const entered = toObject(node.parameters.options);
	return {
		options,
		events: readEvents(node, context.getNodeParameter('events')),
		// A sample comes from n8n itself.
		allowed: usesSample(context) ? null : readAllowedIps(entered.allowedIps, allowedIps).networks,
		maxAge: entered.maxEventAge === undefined ? 0 : readMinutes(node, maxEventAge) * MINUTE,
		// While somebody tries out the workflow, the same sample may come as often as they like, each on its own.
		ignoreDuplicates: ignoreDuplicates !== false && !tryingOut,
		combineEvents: combineEvents === true && !tryingOut,
	};
}

function readEvents(node: INode, value: unknown): string[] {
	const events = [value].flat();
	if (events.every((event) => typeof event === 'string')) return events;
	throw new NodeOperationError(node, 'Events is not a list of event names. Correct its expression.');
}

function readMinutes(node: INode, value: unknown): number {
	const minutes = typeof value === 'string' && value.trim() !== '' ? Number(value) : value;
	if (typeof minutes === 'number' && minutes >= 0) return minutes;
	throw new NodeOperationError(node, 'Max Event Age is not a number of minutes. Correct it.');
}
