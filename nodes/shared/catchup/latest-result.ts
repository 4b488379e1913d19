import { type IExecuteFunctions, NodeOperationError } from 'n8n-workflow';

import type { GenerationEvent } from '../event/event';
import type { CatchUpDefinition, CatchUpOptions } from './definition';
import { latestFirst } from './find-missed';
import { isChosen, readCatchUpOptions } from './options';

/** Jobs that are read until one has a result. */
const MAX_JOBS = 10;

/**
 * Finds the latest result of the account, for somebody who tries the node out in the editor.
 *
 * @throws NodeOperationError if the latest jobs have no result that is chosen
 * @throws NodeApiError where the provider does not answer
 */
export async function latestResult<Options extends CatchUpOptions>(
	context: IExecuteFunctions,
	definition: CatchUpDefinition<Options>,
): Promise<GenerationEvent> {
	const { options, events: chosen } = readCatchUpOptions<Options>(context);
	const jobs = await definition.list(context, { since: 0, most: MAX_JOBS }, options);
	for (const job of latestFirst(jobs).slice(0, MAX_JOBS)) {
		const { events } = await job.read();
		const event = events.find((each) => isChosen(chosen, each));
		if (event !== undefined) return event;
	}
	throw new NodeOperationError(
		context.getNode(),
		`${definition.api.displayName} lists no result that is chosen under Events`,
		{
			description: `Only the latest ${MAX_JOBS} jobs of the account are looked at. Finish one, then execute the step again.`,
		},
	);
}
