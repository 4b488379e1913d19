import type { IExecuteFunctions, IPollFunctions } from 'n8n-workflow';

import { executeTrigger } from '../trigger/execute';
import type { CatchUpDefinition, CatchUpOptions } from './definition';
import { latestResult } from './latest-result';
import { pollMissed } from './poll';

/**
 * Makes the two methods of a catch-up trigger: `poll()` finds what no delivery has brought, `execute()` passes it on.
 *
 * @example
 * const methods = catchUpMethods({
 * 	api: acmeApi,
 * 	resultKey: acmeResultKey,
 * 	list: async (context, { since, most }) => (await listJobs(context, { since, limit: most })).map(toJob),
 * });
 *
 * export class AcmeCatchUpTrigger implements INodeType {
 * 	poll = methods.poll;
 * 	execute = methods.execute;
 * }
 */
export function catchUpMethods<Options extends CatchUpOptions>(definition: CatchUpDefinition<Options>) {
	return {
		async poll(this: IPollFunctions) {
			return await pollMissed(this, definition);
		},
		async execute(this: IExecuteFunctions) {
			const items =
				this.getMode() === 'manual' ? [{ json: await latestResult(this, definition) }] : this.getInputData();
			return await executeTrigger(this, definition, items);
		},
	};
}
