import type { IPollFunctions } from 'n8n-workflow';

import type { GenerationEvent } from '../event/event';
import type { Provider } from '../http/provider';
import type { TriggerOptions } from '../trigger/definition';

/** A piece of work in the account, a render for instance. */
export interface Job {
	id: string;
	/** Epoch milliseconds of its creation, or null where the provider's answer has none that can be read. */
	createdAt: number | null;
	/** Reads what has become of it. Settles later where the provider has to be asked. */
	read(): Promise<JobResult>;
}

/** What has become of a piece of work. */
export interface JobResult {
	/** The events of its results so far, with the ids that deliveries of the same results have. */
	events: GenerationEvent[];
	/** Whether no further event is to come. */
	final: boolean;
}

/** All that catch-up has to know of a provider. */
export interface CatchUpDefinition<Options extends TriggerOptions = TriggerOptions> {
	api: Pick<Provider, 'displayName'>;
	/**
	 * Lists the work of the account.
	 *
	 * @param window `since`: epoch milliseconds of the earliest creation that matters; `most`: how many are enough
	 * @returns the latest, in any order; older ones may be among them
	 * @throws NodeApiError where the provider does not answer
	 */
	list(context: IPollFunctions, window: { since: number; most: number }, options: Options): Promise<Job[]>;
}
