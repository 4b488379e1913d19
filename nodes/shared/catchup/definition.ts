import type { IExecuteFunctions, IPollFunctions } from 'n8n-workflow';

import type { GenerationEvent } from '../event/event';
import type { ProviderApi } from '../http/provider';

/** A job in the account, for example a render. */
export interface Job {
	id: string;
	/** Epoch milliseconds of its creation, or null without a readable time. */
	createdAt: number | null;
	/** Reads its results, if necessary from the provider's API. */
	read(): Promise<JobResult>;
}

/** The results of a job. */
export interface JobResult {
	/** The events so far, with the ids that deliveries of the same results have. */
	events: GenerationEvent[];
	/** Whether the job has no further events. */
	final: boolean;
}

/** The `options` collection of a catch-up trigger. */
export interface CatchUpOptions {
	downloadResults?: boolean;
	/** Megabytes. */
	maxFileSize?: number;
}

/** The context of a search: a poll of n8n, or a test run in the editor. */
export type CatchUpContext = IExecuteFunctions | IPollFunctions;

/** What catch-up needs to know about a provider. */
export interface CatchUpDefinition<Options extends CatchUpOptions = CatchUpOptions> {
	api: ProviderApi;
	/** The duplicate key of a result, which the provider's trigger uses as well. */
	resultKey(event: GenerationEvent): string | null;
	/**
	 * Lists the jobs of the account.
	 *
	 * @param window `since`: epoch milliseconds of the earliest creation that matters; `most`: how many are enough
	 * @returns the latest, in any order; older ones may be among them
	 * @throws NodeApiError where the provider does not answer
	 */
	list(context: CatchUpContext, window: { since: number; most: number }, options: Options): Promise<Job[]>;
}
