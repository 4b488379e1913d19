import type { INodeExecutionData, IPollFunctions } from 'n8n-workflow';

import { ANY_EVENT } from '../delivery/verify';
import { stateOfEvent } from '../idempotency/reservation';
import { duplicateKey, type TriggerDefinition, type TriggerOptions } from '../trigger/definition';
import { readOptions } from '../trigger/options';
import { abortableDelay } from '../n8n/delay';
import { warn } from '../n8n/log';
import { perKeyCache } from '../util/per-key-cache';
import { nodeKey } from '../n8n/node-key';
import { readPublishedAt, rememberPublishedAt } from './published-at';
import type { CatchUpDefinition } from './definition';
import { windowStart, findMissedResults, type CatchUpState, MAX_RESULTS, INITIAL_STATE } from './find-missed';
import { messageOf } from '../n8n/errors';

/** The first search of a start. Until it ends, n8n starts no other workflow. */
const MAX_FIRST_SEARCH_MS = 10_000;

/** A search on schedule. n8n's own limit for a poll is 36 seconds. */
const MAX_SEARCH_MS = 30_000;

/** What this process knows of one trigger. */
interface Activation {
	/** n8n keeps one context for the publication, or the start, and all scheduled polls that follow. */
	context: IPollFunctions | null;
	/** Epoch milliseconds of the publication. */
	publishedAt: number;
	state: CatchUpState;
}

const activations = perKeyCache<Activation>(() => ({ context: null, publishedAt: 0, state: INITIAL_STATE }));

/**
 * Makes the `poll()` of a trigger that can catch up. n8n calls it when the workflow is published, at every start of
 * n8n, and every 15 minutes. Its events become an execution like those of deliveries, and pass the same duplicate check.
 *
 * It never throws: an error would fail the publication, or store a failed execution.
 *
 * @param trigger the provider, as its deliveries are received
 * @param catchUp how the provider lists finished work
 * @example
 * poll = catchUpPoll(trigger, {
 * 	api: acmeApi,
 * 	list: async (context, { since, most }) => (await listJobs(context, { since, limit: most })).map(toJob),
 * });
 */
export function catchUpPoll<Options extends TriggerOptions>(
	trigger: TriggerDefinition<Options>,
	catchUp: CatchUpDefinition<Options>,
) {
	return async function poll(this: IPollFunctions): Promise<INodeExecutionData[][] | null> {
		try {
			return await pollMissed(this, trigger, catchUp);
		} catch (error) {
			const reason = messageOf(error);
			warn(
				this,
				'catch-up',
				`Catch Up could not search for missed results: ${reason} It searches again in 15 minutes.`,
			);
			return null;
		}
	};
}

async function pollMissed<Options extends TriggerOptions>(
	context: IPollFunctions,
	trigger: TriggerDefinition<Options>,
	catchUp: CatchUpDefinition<Options>,
): Promise<INodeExecutionData[][] | null> {
	const { options, events: chosen, ignoreDuplicates } = readOptions<Options>(context);
	if (options.catchUp !== true) {
		rememberPublishedAt(context, null);
		return null;
	}
	if (!ignoreDuplicates) {
		warn(context, 'catch-up', 'Catch Up does nothing while Ignore Duplicates is turned off.');
		return null;
	}

	const activation = activations.get(nodeKey(context));
	const isFirst = activation.context !== context;
	if (isFirst && !resume(context, activation)) return null;

	const ended = new AbortController();
	const timeUp = abortableDelay(isFirst ? MAX_FIRST_SEARCH_MS : MAX_SEARCH_MS, ended.signal);
	try {
		const now = Date.now();
		const since = windowStart(activation.state, activation.publishedAt, now);
		const listing = catchUp.list(context, { since, most: MAX_RESULTS + 1 }, options);
		const jobs = await Promise.race([listing, timeUp.then(() => null)]);
		if (jobs === null) throw new Error(`${catchUp.api.displayName} did not answer in time.`);

		const found = await findMissedResults(jobs, activation.state, {
			since,
			now,
			timeUp,
			isChosen: ({ event }) => chosen.includes(ANY_EVENT) || chosen.includes(event),
			keyOf: (event) => duplicateKey(trigger, event, options),
			stateOf: (key) => stateOfEvent(context, key),
		});
		activation.state = found.state;
		report(context, catchUp, found);
		return found.events.length === 0 ? null : [found.events.map((event) => ({ json: event }))];
	} finally {
		ended.abort();
	}
}

/**
 * Begins or goes on with a trigger's catch-up when n8n has published its workflow or has started.
 *
 * @returns whether to search. A publication brings no history.
 */
function resume(context: IPollFunctions, activation: Activation): boolean {
	const remembered = context.getActivationMode() === 'activate' ? null : readPublishedAt(context);
	const publishedAt = remembered ?? Date.now();
	Object.assign(activation, { context, publishedAt });
	if (remembered !== null) return true;
	activation.state = INITIAL_STATE;
	rememberPublishedAt(context, publishedAt);
	return false;
}

function report(
	context: IPollFunctions,
	{ api }: Pick<CatchUpDefinition, 'api'>,
	{ failures, isCutShort, hasMore, undated }: Awaited<ReturnType<typeof findMissedResults>>,
): void {
	const [failure] = failures;
	if (failure !== undefined) {
		const reason = messageOf(failure);
		warn(
			context,
			'catch-up-unread',
			`Catch Up could not read ${failures.length} results: ${reason} It tries again in 15 minutes.`,
		);
	}
	if (isCutShort) {
		warn(
			context,
			'catch-up-slow',
			`Catch Up did not get all answers in time. It asks ${api.displayName} for the rest in 15 minutes.`,
		);
	}
	if (hasMore) {
		warn(
			context,
			'catch-up-more',
			`Catch Up found more than ${MAX_RESULTS} results at once, so the oldest may be missing. Look for them at ${api.displayName}.`,
		);
	}
	if (undated > 0) {
		warn(
			context,
			'catch-up-undated',
			`Catch Up passes over ${undated} results of ${api.displayName} that have no time of creation.`,
		);
	}
}
