import { type INode, type IWebhookFunctions, NodeOperationError } from 'n8n-workflow';

import { toObject } from '../util/json';
import { usesSample } from '../test-events/option';
import { readAllowedIps } from './allowed-senders';
import type { TriggerOptions } from './definition';

const MINUTE = 60_000;

/** The parameters of a trigger, checked and converted. */
interface ReceivingOptions<Options> {
	/** The unchanged `options` collection, for the provider's own options. */
	options: Options;
	/** The chosen events. */
	events: string[];
	allowed: ReturnType<typeof readAllowedIps>['networks'];
	/** Milliseconds; 0 turns the limit off. */
	maxAge: number;
	ignoreDuplicates: boolean;
	/** Whether deliveries may share an execution. */
	combineEvents: boolean;
}

/**
 * Reads the parameters of a trigger. An invalid value never makes the trigger less strict.
 *
 * @throws if an expression fails or a value is invalid; the delivery is then answered 503
 */
export function readOptions<Options extends TriggerOptions>(context: IWebhookFunctions): ReceivingOptions<Options> {
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
		// While a workflow is being tested, the same sample may arrive any number of times, each in its own execution.
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
