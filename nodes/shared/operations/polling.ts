import {
	type IExecuteFunctions,
	type INodeExecutionData,
	type INodeProperties,
	NodeOperationError,
} from 'n8n-workflow';

import type { GenerationEvent } from '../delivery/event';
import type { JobState } from './job-state';
import { toNodeError, errorItem } from '../util/node-errors';
import { abortableDelay } from '../util/delay';
import type { ProviderApi } from '../http/provider';
import type { Operation } from './operation';
import { downloadResultsProperty, eventItems } from './items';

/** How to wait for a provider's jobs, where the provider has to be asked for them. */
export interface JobPolling {
	api: ProviderApi;
	/** @returns the job's id in the answer that started it, or null */
	idOf(started: INodeExecutionData['json']): string | null;
	/** Asks for a job. */
	look(context: IExecuteFunctions, id: string): Promise<JobReport>;
	/** Milliseconds before a job is asked for the first time; from then on the intervals grow. */
	firstInterval: number;
	/** Milliseconds between an answer and the next request at the least, whatever the number of jobs: the provider's rate limit. */
	spacing: number;
}

/** What a provider says of a job. */
interface JobReport {
	state: JobState;
	/** The failure text of a job that failed. */
	error?: string | null;
	/** Makes the event of a job that completed. */
	event?: () => Promise<GenerationEvent>;
}

const WAIT: INodeProperties = {
	displayName: 'Wait for Completion',
	name: 'waitForCompletion',
	type: 'boolean',
	default: false,
	description: 'Whether to wait until the result is there and return it, instead of the ID of the work only',
	hint: 'The execution keeps running meanwhile. For long work, let the trigger node start a workflow of its own.',
};

const LIMIT: INodeProperties = {
	displayName: 'Limit Wait (Minutes)',
	name: 'limitWaitMinutes',
	type: 'number',
	typeOptions: { minValue: 1 },
	default: 10,
	description: 'How long to wait at the most. After that the node fails, and names the work.',
};

const whenWaiting = { displayOptions: { show: { waitForCompletion: [true] } } };

/** The parameters of an operation that can wait for the work that it starts. */
export const waitProperties: readonly INodeProperties[] = [
	WAIT,
	{ ...LIMIT, ...whenWaiting },
	{ ...downloadResultsProperty, ...whenWaiting },
];

const LONGEST_INTERVAL = 20_000;
const GROWTH = 1.6;
const MINUTE = 60_000;

interface Waiting {
	/** Where in the output the job's item stands. */
	position: number;
	itemIndex: number;
	id: string;
	nextLook: number;
	interval: number;
	deadline: number;
}

/**
 * Makes the `settle` of an operation that waits by asking: all jobs of all items together, at growing intervals
 * with jitter, within the provider's rate limit, until the time limit or until the execution is cancelled.
 *
 * @param polling the provider's jobs
 * @returns an operation's `settle`
 */
export function afterAllByPolling(polling: JobPolling): NonNullable<Operation['settle']> {
	return async (context, started) => {
		const output: INodeExecutionData[][] = started.map((item) => [item]);
		const cancelled = context.getExecutionCancelSignal();
		const waiting = started.flatMap((item, position) => awaited(context, polling, item, position));
		let earliest = 0;

		while (waiting.length > 0) {
			waiting.sort((some, other) => some.nextLook - other.nextLook);
			const [job] = waiting;
			await abortableDelay(Math.max(job.nextLook, earliest) - Date.now(), cancelled);
			if (cancelled?.aborted) break;
			const items = await finishedItems(context, polling, job);
			// From the answer on: the provider counts what arrives, and a request may have been held up on its way.
			earliest = Date.now() + polling.spacing;
			if (items === null) {
				job.nextLook = Date.now() + job.interval * (0.8 + 0.4 * Math.random());
				job.interval = Math.min(job.interval * GROWTH, LONGEST_INTERVAL);
			} else {
				output[job.position] = items;
				waiting.shift();
			}
		}
		return output.flat();
	};
}

function awaited(
	context: IExecuteFunctions,
	polling: JobPolling,
	{ json, pairedItem }: INodeExecutionData,
	position: number,
): Waiting[] {
	const itemIndex = (pairedItem as { item: number }).item;
	const id = polling.idOf(json);
	if (id === null || context.getNodeParameter(WAIT.name, itemIndex, false) !== true) return [];
	const minutes = context.getNodeParameter(LIMIT.name, itemIndex) as number;
	const interval = polling.firstInterval;
	return [
		{
			position,
			itemIndex,
			id,
			interval,
			nextLook: Date.now() + interval,
			deadline: Date.now() + minutes * MINUTE,
		},
	];
}

/** Looks at a job; null where it goes on. */
async function finishedItems(
	context: IExecuteFunctions,
	polling: JobPolling,
	{ id, itemIndex, deadline }: Waiting,
): Promise<INodeExecutionData[] | null> {
	try {
		const event = await finishedEvent(context, polling, id, deadline);
		return event === null ? null : await eventItems(context, polling.api, [event], itemIndex);
	} catch (thrown) {
		const problem = toNodeError(context, thrown, itemIndex);
		if (!context.continueOnFail()) throw problem;
		return [errorItem(problem, itemIndex)];
	}
}

async function finishedEvent(
	context: IExecuteFunctions,
	{ api, look }: JobPolling,
	id: string,
	deadline: number,
): Promise<GenerationEvent | null> {
	const { state, error, event } = await look(context, id);
	if (state === 'completed' && event !== undefined) return await event();
	if (state === 'failed') {
		throw new NodeOperationError(context.getNode(), `${api.displayName} could not do the work "${id}"`, {
			description: error
				? `${api.displayName} said: "${error}"`
				: `${api.displayName} gave no reason. Look into the account.`,
		});
	}
	if (Date.now() < deadline) return null;
	throw new NodeOperationError(context.getNode(), `The work "${id}" was not finished in time`, {
		description: `${api.displayName} may still finish it: get it later by this ID, or raise Limit Wait.`,
	});
}
