import type { INodeExecutionData, IPollFunctions } from 'n8n-workflow';

import { stateOfEvent } from '../idempotency/reservation';
import { abortableDelay } from '../n8n/delay';
import { messageOf } from '../n8n/errors';
import { warn } from '../n8n/log';
import { nodeKey } from '../n8n/node-key';
import { duplicateKey } from '../trigger/definition';
import { perKeyCache } from '../util/per-key-cache';
import type { CatchUpDefinition, CatchUpOptions } from './definition';
import {
	type CatchUpState,
	findMissedResults,
	INITIAL_STATE,
	MAX_CONSIDERED,
	MAX_RESULTS,
	windowStart,
} from './find-missed';
import { limitFirstSearch } from './first-search';
import { isChosen, readCatchUpOptions } from './options';
import { readPublishedAt, rememberPublishedAt } from './published-at';

/** A search on schedule. n8n's own limit for a poll is 36 seconds. */
const MAX_SEARCH_MS = 30_000;

/** What this process knows of one node. */
interface Activation {
	/** n8n keeps one context for the publication, or the start, and all scheduled polls that follow. */
	context: IPollFunctions | null;
	/** Epoch milliseconds of the publication. */
	publishedAt: number;
	state: CatchUpState;
}

const activations = perKeyCache<Activation>(() => ({ context: null, publishedAt: 0, state: INITIAL_STATE }));

/**
 * Searches for results that no delivery has brought. n8n calls this when the workflow is published, at every start of
 * n8n, and every 15 minutes. The events become an execution like those of deliveries, and pass the same duplicate check.
 *
 * It never throws: an error would fail the publication, or store a failed execution.
 *
 * @returns the items of one execution, or null where nothing is missing
 */
export async function pollMissed<Options extends CatchUpOptions>(
	context: IPollFunctions,
	definition: CatchUpDefinition<Options>,
): Promise<INodeExecutionData[][] | null> {
	try {
		const activation = activations.get(nodeKey(context));
		const isFirst = activation.context !== context;
		if (isFirst && !resume(context, activation)) return null;
		const events = isFirst
			? await firstSearch(context, definition, activation)
			: (await search(context, definition, activation, MAX_SEARCH_MS)).events;
		return events.length === 0 ? null : [events.map((event) => ({ json: event }))];
	} catch (error) {
		const text = `The search for missed results failed: ${sentence(messageOf(error))} It is repeated in 15 minutes.`;
		warn(context, 'catch-up', text);
		return null;
	}
}

/**
 * Begins or goes on with catch-up when n8n has published the workflow or has started.
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

async function firstSearch<Options extends CatchUpOptions>(
	context: IPollFunctions,
	definition: CatchUpDefinition<Options>,
	activation: Activation,
) {
	const { displayName } = definition.api;
	const { timeLeft, answered } = limitFirstSearch(displayName);
	if (timeLeft === 0) throw new Error(`${displayName} has just kept the start of n8n waiting`);
	const { events, isCutShort } = await search(context, definition, activation, timeLeft);
	if (!isCutShort) answered();
	return events;
}

async function search<Options extends CatchUpOptions>(
	context: IPollFunctions,
	definition: CatchUpDefinition<Options>,
	activation: Activation,
	milliseconds: number,
) {
	const { options, events: chosen } = readCatchUpOptions<Options>(context);
	const ended = new AbortController();
	const timeUp = abortableDelay(milliseconds, ended.signal);
	try {
		const now = Date.now();
		const since = windowStart(activation.state, activation.publishedAt, now);
		const listing = definition.list(context, { since, most: MAX_RESULTS + 1 }, options);
		const jobs = await Promise.race([listing, timeUp.then(() => null)]);
		if (jobs === null) throw new Error(`${definition.api.displayName} did not answer in time`);

		const found = await findMissedResults(jobs, activation.state, {
			since,
			now,
			timeUp,
			isChosen: (event) => isChosen(chosen, event),
			keyOf: (event) => duplicateKey(definition, event),
			stateOf: (key) => stateOfEvent(context, key),
		});
		activation.state = found.state;
		report(context, definition, found);
		return found;
	} finally {
		ended.abort();
	}
}

function report(
	context: IPollFunctions,
	{ api }: Pick<CatchUpDefinition, 'api'>,
	{ failures, isCutShort, hasMore, undated }: Awaited<ReturnType<typeof findMissedResults>>,
): void {
	const { displayName } = api;
	const [failure] = failures;
	if (failure !== undefined) {
		const text = `${failures.length} results could not be read: ${sentence(messageOf(failure))} The next search, in 15 minutes, reads them again.`;
		warn(context, 'catch-up-unread', text);
	}
	if (isCutShort) {
		const text = `${displayName} did not answer everything in time. The next search, in 15 minutes, asks for the rest.`;
		warn(context, 'catch-up-slow', text);
	}
	if (hasMore) {
		const text = `${displayName} lists more than a search considers, the latest ${MAX_RESULTS} jobs or ${MAX_CONSIDERED} results. Older ones may be missing: look for them at ${displayName}.`;
		warn(context, 'catch-up-more', text);
	}
	if (undated > 0) {
		warn(
			context,
			'catch-up-undated',
			`${undated} results of ${displayName} have no time of creation and are passed over.`,
		);
	}
}

/** Errors of requests have no full stop. */
function sentence(text: string): string {
	return /[.!?]$/.test(text) ? text : `${text}.`;
}
