import {
	type IExecuteFunctions,
	type INodeExecutionData,
	type INodeProperties,
	NodeOperationError,
} from 'n8n-workflow';

import type { GenerationEvent } from '../event/event';
import { errorItem } from '../n8n/errors';

const MINUTE_MS = 60_000;

const FAIL = { name: 'Fail', value: 'fail', description: 'What is not finished counts as failed' };

/** Where the execution sleeps, n8n can let an item fail only through the error output. */
const FAIL_ASLEEP = {
	...FAIL,
	description: `${FAIL.description}. Also set On Error, in the settings of the node, to Continue (using error output).`,
};

const when = (fail: typeof FAIL): INodeProperties => ({
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
		fail,
	],
	default: 'continue',
	description: 'What happens to work that is not finished in time. It goes on at the provider either way.',
});

const WHEN = when(FAIL);

/** How an operation waits. */
interface WaitOptions {
	/** The preselected limit. */
	minutes: number;
	/** Whether the execution sleeps meanwhile. n8n then passes the item on by itself when the limit has passed. */
	sleeps: boolean;
	/** How to get a result after the time limit, as a sentence for the editor. */
	advice: string;
}

/** @returns the parameters of the time limit */
export function limitWaitProperties({ minutes, sleeps }: Omit<WaitOptions, 'advice'>): INodeProperties[] {
	const limit: INodeProperties = {
		displayName: 'Limit Wait (Minutes)',
		name: 'limitWaitMinutes',
		type: 'number',
		typeOptions: { minValue: 1 },
		default: minutes,
		description: 'The longest time to wait',
		hint: 'After that, the workflow goes on without a result (status progress), or fails if you choose so',
	};
	return [limit, sleeps ? when(FAIL_ASLEEP) : WHEN];
}

/** The time limit of one input item. */
export interface LimitWait extends Pick<WaitOptions, 'minutes' | 'advice'> {
	milliseconds: number;
	/** Whether work that is not finished in time counts as failed. */
	fails: boolean;
}

/**
 * Reads the time limit.
 *
 * @throws NodeOperationError where the limit is no number above 0, or n8n could not let the item fail
 */
export function limitWait(
	context: IExecuteFunctions,
	itemIndex: number,
	{ minutes: preset, sleeps, advice }: WaitOptions,
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
				'When Limit Wait passes, n8n goes on without running the node again. In the settings of the node, set On Error to Continue (using error output), and connect a Stop and Error node. Or set When Limit Wait Passes to Continue.',
		});
	}
	return { minutes, milliseconds: minutes * MINUTE_MS, fails, advice };
}

function limitPassedText({ minutes, advice }: LimitWait): string {
	return `Limit Wait (${minutes === 1 ? '1 minute' : `${minutes} minutes`}) passed before this was finished. ${advice}`;
}

/**
 * Makes what n8n passes on if the limit passes while the execution sleeps.
 *
 * @param pending the event of the work that is being awaited
 * @returns the input item's new data: the event with an issue, or the event and an error, which makes n8n count the
 *   item as failed
 */
export function sleepingItem(pending: GenerationEvent, limit: LimitWait): Pick<INodeExecutionData, 'json' | 'error'> {
	if (!limit.fails) return { json: withLimitPassed(pending, limit) };
	// n8n stores the item as JSON, and of the error only its message.
	return { json: pending, error: { message: failureText(pending, limit) } as NodeOperationError };
}

/**
 * Makes the item of work that was not finished while the execution kept running.
 *
 * @param throws whether work that fails at the limit fails the node, instead of becoming an item
 * @returns the event with an issue; an error item where unfinished work fails
 * @throws NodeOperationError where unfinished work fails the node
 */
export function unfinishedItem(
	context: IExecuteFunctions,
	itemIndex: number,
	pending: GenerationEvent,
	limit: LimitWait,
	throws = !context.continueOnFail(),
): INodeExecutionData {
	if (!limit.fails) return { json: withLimitPassed(pending, limit), pairedItem: { item: itemIndex } };
	const error = new NodeOperationError(context.getNode(), 'Not finished within Limit Wait', {
		itemIndex,
		description: failureText(pending, limit),
	});
	if (throws) throw error;
	return errorItem(error, itemIndex);
}

function withLimitPassed(pending: GenerationEvent, limit: LimitWait): GenerationEvent {
	return { ...pending, issues: [...(pending.issues ?? []), limitPassedText(limit)] };
}

function failureText({ jobId }: GenerationEvent, limit: LimitWait): string {
	const text = limitPassedText(limit);
	return jobId === null ? text : `${text} The jobId is "${jobId}".`;
}

/**
 * Shows in the editor how many results are missing.
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
