import type { IExecuteFunctions, INodeExecutionData, INodeProperties } from 'n8n-workflow';

import { highlight } from '../n8n/highlight';
import { startedItems } from '../operations/items';
import type { Operation, StartedItem } from '../operations/operation';
import { eventItems, maxSizeOfFiles, resultProperties } from '../operations/result-items';
import { objectsIn } from '../util/envelope';
import type { JsonObject } from '../util/json';
import { hintAtUnfinished, limitWait, limitWaitProperties } from './limit-wait';
import { missingIdError } from './missing-id';
import { type Job, type JobPolling, pollJobs } from './poll-jobs';

const WAIT: INodeProperties = {
	displayName: 'Wait for Completion',
	name: 'waitForCompletion',
	type: 'boolean',
	default: false,
	description: 'Whether to wait until the result is ready and return it, instead of only the ID of the work',
	hint: 'The execution keeps running meanwhile. For long work, let the trigger node start a workflow of its own.',
};

const WAITING = { minutes: 10, sleeps: false };

function whenWaiting(property: INodeProperties): INodeProperties {
	const { show } = property.displayOptions ?? {};
	return { ...property, displayOptions: { show: { ...show, waitForCompletion: [true] } } };
}

/** The parameters of an operation that can wait for the work that it starts. */
export const waitProperties: readonly INodeProperties[] = [
	WAIT,
	...[...limitWaitProperties(WAITING), ...resultProperties].map(whenWaiting),
];

/**
 * Makes an operation that starts work and, if the user wants it, waits for the results of all input items together.
 *
 * @param polling the provider's jobs
 * @param start starts the work of one input item and returns the provider's answer, whatever it is
 * @example
 * export const generateMusicOperation: Operation = {
 * 	value: 'generate',
 * 	// …
 * 	properties: [PROMPT, ...waitProperties],
 * 	...startAndPoll(generationJobs(getMusic), async (context, itemIndex) =>
 * 		await generateMusic(context, { prompt: requiredText(context, itemIndex, PROMPT) }),
 * 	),
 * };
 */
export function startAndPoll(
	polling: JobPolling,
	start: (context: IExecuteFunctions, itemIndex: number) => Promise<unknown>,
): Pick<Operation, 'run' | 'afterAll' | 'startedId'> {
	/** The documentation does not show where in an answer the id is: bare or one level down. */
	const startedId = (json: JsonObject) =>
		objectsIn(json)
			.map((object) => polling.idIn(object))
			.find((id) => id !== null) ?? null;
	/** Null where the result is not waited for. */
	const limitOf = (context: IExecuteFunctions, itemIndex: number) =>
		context.getNodeParameter(WAIT.name, itemIndex, false) === true
			? limitWait(context, itemIndex, { ...WAITING, advice: polling.advice })
			: null;
	/** Null where an item stands for no job, or for one whose result is not waited for. */
	const jobOf = (context: IExecuteFunctions, { json, pairedItem }: StartedItem): Job | null => {
		const id = startedId(json);
		const limit = id === null ? null : limitOf(context, pairedItem.item);
		return id === null || limit === null ? null : { id, itemIndex: pairedItem.item, limit, started: json };
	};

	return {
		startedId,

		async run(context, itemIndex) {
			// Everything that can fail comes before the request that costs credits.
			const limit = limitOf(context, itemIndex);
			if (limit !== null) maxSizeOfFiles(context, itemIndex);
			const answer = await start(context, itemIndex);
			const items = startedItems(answer, polling.api, startedId);
			if (limit === null || items.some(({ json }) => startedId(json) !== null)) return items;
			throw missingIdError(context, polling.api, answer);
		},

		async afterAll(context, started) {
			const jobs = started.map((item) => jobOf(context, item));
			const awaited = jobs.filter((job) => job !== null);
			highlight(
				context,
				awaited.map(({ id }) => ({ provider: polling.provider, jobId: id })),
			);
			const results = await pollJobs(context, polling, awaited);
			const unfinished = [...results.values()].filter((result) => 'item' in result && isUnfinished(result.item));
			hintAtUnfinished(context, { unfinished: unfinished.length, all: awaited.length }, polling.advice);

			const output: INodeExecutionData[] = [];
			for (const [index, item] of started.entries()) {
				const job = jobs[index];
				const result = job === null ? undefined : results.get(job);
				if (result === undefined) output.push(item);
				else if ('item' in result) output.push(result.item);
				else output.push(...(await eventItems(context, polling.api, [result.event], item.pairedItem.item)));
			}
			return output;
		},
	};
}

/** An item that failed at the time limit has no status. */
function isUnfinished({ json }: INodeExecutionData): boolean {
	return json.status === 'progress';
}
