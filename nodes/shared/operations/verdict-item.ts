import {
	type IDataObject,
	type IExecuteFunctions,
	type INodeExecutionData,
	type INodeProperties,
	NodeOperationError,
} from 'n8n-workflow';
import { z } from 'zod/v4';

import type { Verdict } from '../delivery/verify';
import type { GenerationEvent, Proof } from '../event/event';
import { type ClaimedSender, explain, type Explanation } from '../trigger/refusal-texts';

/** What becomes of a delivery that is not authentic. */
export const onMismatchProperty: INodeProperties = {
	displayName: 'When the Signature Is Wrong',
	name: 'onMismatch',
	type: 'options',
	options: [
		{
			name: 'Continue',
			value: 'continue',
			description: 'Return an item whose field valid is false. Put an If node behind this one that checks it.',
		},
		{ name: 'Fail', value: 'fail', description: 'Stop with an error that says why, so that nothing behind it runs' },
	],
	default: 'fail',
	description: 'What to do where the delivery is not authentic',
};

/**
 * Makes the schema of what the item of a verdict says.
 *
 * @param event the schema of an event of the sender
 */
export function verdictSchema<Event extends z.ZodType>(event: Event) {
	return z.object({
		valid: z.boolean(),
		reason: z.string().nullable(),
		message: z.string().nullable(),
		verifiedBy: z.enum(['signature', 'fields', 'token']).nullable(),
		event: event.nullable(),
	});
}

/**
 * Turns the kernel's verdict into the item of an operation.
 *
 * @param key the name of the key that matched, where a sender has several
 * @throws NodeOperationError where the delivery is not authentic, unless the user chose to continue; and where it cannot be
 *   checked at all, which says nothing of the delivery
 */
export function verdictItem(
	context: IExecuteFunctions,
	itemIndex: number,
	sender: ClaimedSender,
	verdict: Verdict,
	key?: string,
): INodeExecutionData {
	if ('event' in verdict) {
		const { event, events } = verdict;
		const { verifiedBy } = event;
		return itemOf(sender, { valid: true, reason: null, message: null, verifiedBy, key, event, events });
	}
	const { reason } = verdict;
	const explanation = explain(sender, verdict);
	const { why, advice } = explanation;
	switch (verdict.outcome) {
		case 'unverifiable':
			throw new NodeOperationError(context.getNode(), `The delivery cannot be checked: ${why}`, {
				description: advice,
			});
		case 'unauthorized':
			return unauthenticItem(context, itemIndex, sender, { reason, ...explanation });
		case 'invalid': {
			const message = `${why[0].toUpperCase()}${why.slice(1)}. ${advice ?? ''}`.trim();
			const { verifiedBy } = verdict;
			return itemOf(sender, { valid: true, reason, message, verifiedBy, key, event: null, events: [] });
		}
	}
}

/**
 * Says in an item that a delivery is not authentic.
 *
 * @throws NodeOperationError that says so, unless the user chose to continue
 */
export function unauthenticItem(
	context: IExecuteFunctions,
	itemIndex: number,
	sender: ClaimedSender,
	{ reason, why, advice = '', hint = '' }: Explanation & { reason: string },
): INodeExecutionData {
	const title = `The delivery is not authentic: ${why}`;
	// An expression that results in anything else stops the workflow.
	if (context.getNodeParameter(onMismatchProperty.name, itemIndex) === 'continue') {
		const message = `${title}. ${advice}`.trim();
		return itemOf(sender, { valid: false, reason, message, verifiedBy: null, event: null, events: [] });
	}
	const seen = context.getMode() === 'manual' ? hint : '';
	throw new NodeOperationError(context.getNode(), title, {
		itemIndex,
		description:
			`${seen} ${advice} To let the workflow decide, set When the Signature Is Wrong to Continue and check valid.`.trim(),
	});
}

interface VerdictFields {
	valid: boolean;
	reason: string | null;
	message: string | null;
	verifiedBy: Proof | null;
	key?: string;
	event: GenerationEvent | null;
	events: readonly GenerationEvent[];
}

/** Only a sender that may send lists has more than one event. */
function itemOf({ delivery }: ClaimedSender, { key, events, ...fields }: VerdictFields): INodeExecutionData {
	const json = { ...fields, ...(key !== undefined && { key }), ...(delivery.anyBody && { events }) };
	return { json: json as unknown as IDataObject };
}
