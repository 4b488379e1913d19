import {
	type IExecuteFunctions,
	type INodeExecutionData,
	type INodeProperties,
	NodeOperationError,
} from 'n8n-workflow';

import type { GenerationEvent } from '../event/event';
import { errorItem } from '../n8n/errors';

const MINUTE = 60_000;

const WHEN: INodeProperties = {
	displayName: 'When Limit Wait Passes',
	name: 'whenLimitWaitPasses',
	type: 'options',
	noDataExpression: true,
	options: [
		{
			name: 'Continue',
			value: 'continue',
			description: 'The item goes on with the status "progress" and the ID of the work as jobId',
		},
		{ name: 'Fail', value: 'fail', description: 'What is not finished counts as failed' },
	],
	default: 'continue',
	description: 'What happens to work that is not finished in time. It goes on at the provider either way.',
};

/** How an operation waits. */
interface Waiting {
	/** The preselected limit. */
	minutes: number;
	/** Whether the execution sleeps meanwhile. n8n then passes the item on by itself when the limit has passed. */
	sleeps: boolean;
}

/**
 * @param waiting how the operation waits
 * @returns the parameters of the time limit
 */
export function limitWaitProperties({ minutes, sleeps }: Waiting): INodeProperties[] {
	const limit: INodeProperties = {
		displayName: 'Limit Wait (Minutes)',
		name: 'limitWaitMinutes',
		type: 'number',
		typeOptions: { minValue: 1 },
		default: minutes,
		description: 'How long to wait at the most',
		hint: 'After that the item goes on with the status progress, unless it is to fail',
	};
	const hint = 'To fail, set On Error in the settings of the node to Continue (using error output)';
	return [limit, sleeps ? { ...WHEN, hint } : WHEN];
}

/** The time limit of one input item. */
export interface LimitWait {
	minutes: number;
	milliseconds: number;
	fails: boolean;
}

/**
 * Reads the time limit.
 *
 * @param waiting how the operation waits
 * @throws NodeOperationError where the limit is no number above 0, or n8n could not let the item fail
 */
export function limitWait(
	context: IExecuteFunctions,
	itemIndex: number,
	{ minutes: preset, sleeps }: Waiting,
): LimitWait {
	const minutes = Number(context.getNodeParameter('limitWaitMinutes', itemIndex, preset));
	if (!(minutes > 0)) {
		throw new NodeOperationError(context.getNode(), 'The parameter "Limit Wait (Minutes)" is not a number above 0', {
			description: 'Enter the minutes to wait at most, or check what the expression returns for this item.',
		});
	}
	const fails = context.getNodeParameter(WHEN.name, itemIndex, WHEN.default) === 'fail';
	if (fails && sleeps && !context.continueOnFail()) {
		throw new NodeOperationError(context.getNode(), 'An execution that sleeps can fail only through the error output', {
			description:
				'When Limit Wait passes, n8n goes on without running the node again. In the settings of the node, set On Error to Continue (using error output), and connect a Stop and Error node to that output. Or let When Limit Wait Passes be Continue.',
		});
	}
	return { minutes, milliseconds: minutes * MINUTE, fails };
}

/**
 * @param limit the time limit that passed
 * @param advice how to get the result later, as a sentence
 */
function limitPassedText({ minutes }: Pick<LimitWait, 'minutes'>, advice: string): string {
	return `Limit Wait (${minutes === 1 ? '1 minute' : `${minutes} minutes`}) passed before this was finished. ${advice}`;
}

/**
 * Makes what n8n passes on if the limit passes while the execution sleeps.
 *
 * @param pending the event of the work that is being awaited
 * @param limit its time limit
 * @param advice how to get the result later, as a sentence
 * @returns the input item's new data, the event with an issue; or the event and an error, for which n8n takes the item for a failed one
 */
export function sleepingItem(
	pending: GenerationEvent,
	limit: LimitWait,
	advice: string,
): Pick<INodeExecutionData, 'json' | 'error'> {
	const text = limitPassedText(limit, advice);
	if (!limit.fails) return { json: { ...pending, issues: [...(pending.issues ?? []), text] } };
	// n8n stores the item as JSON, and keeps of the error its message only.
	const error = { message: withJobId(text, pending) } as NodeOperationError;
	return { json: pending, error };
}

function withJobId(text: string, { jobId }: GenerationEvent): string {
	return jobId === null ? text : `${text} The jobId is "${jobId}".`;
}

/**
 * Makes the item of work that was not finished while the execution kept running.
 *
 * @param limit its time limit
 * @param advice how to get the result later, as a sentence
 * @returns the event with an issue; where unfinished work fails and the node continues on errors, an error item
 * @throws NodeOperationError where unfinished work fails
 */
export function unfinishedItem(
	context: IExecuteFunctions,
	itemIndex: number,
	pending: GenerationEvent,
	limit: LimitWait,
	advice: string,
): INodeExecutionData {
	const text = limitPassedText(limit, advice);
	if (!limit.fails) {
		const issues = [...(pending.issues ?? []), text];
		return { json: { ...pending, issues }, pairedItem: { item: itemIndex } };
	}
	const error = new NodeOperationError(context.getNode(), 'Not finished within Limit Wait', {
		itemIndex,
		description: withJobId(text, pending),
	});
	if (context.continueOnFail()) return errorItem(error, itemIndex);
	throw error;
}

/**
 * Tells the user, in the editor, how much of the work was not finished.
 *
 * @param counts the pieces of work that were not finished, and all that were waited for
 * @param advice how to get the results later, as a sentence
 */
export function hintAtUnfinished(
	context: IExecuteFunctions,
	{ unfinished, all }: { unfinished: number; all: number },
	advice: string,
): void {
	if (unfinished === 0) return;
	const message = `Limit Wait passed before everything was finished: ${unfinished} of ${all} results are missing. Their items have the status progress. ${advice}`;
	context.addExecutionHints({ message, type: 'warning', location: 'outputPane' });
}
