import type { GenerationEvent } from '../../shared/delivery/event';
import type { ApiContext } from '../../shared/http/provider';
import { knowledgeOf, type RenderKnowledge, rememberReported } from './knowledge';
import type { PendingRender } from './pending';
import { areFinal, renderResults, type RenderResults } from './results';

/** What has become of the renders that an execution waits for. */
type Collected =
	/** By the ids of the renders. */
	| { state: 'final'; results: ReadonlyMap<string, RenderResults> }
	/** At least one is being worked on; a further delivery will come. */
	| { state: 'pending' }
	/** The API has not caught up with the delivery: it should come again. */
	| { state: 'behind' };

/** A render that an execution waits for. */
interface Awaited {
	render: PendingRender;
	known: RenderKnowledge;
}

/** Requests per render after the one that created it: with that one, three. */
const REQUESTS_PER_RENDER = 2;

/**
 * Finds out, after a signed delivery, whether all renders of an execution are final.
 *
 * A render is asked for once its deliveries say that it is final, and never again after the API has confirmed it.
 * Where this process does not receive all deliveries (n8n was restarted, or runs several webhook processors), nobody
 * can count them: then every delivery asks for its own render first, and for the others while they turn out final.
 *
 * @param context the webhook context of the node that waits
 * @param renders the renders that the execution waits for
 * @param event the event of the delivery
 * @throws NodeApiError where the API does not answer
 */
export async function collectResults(
	context: ApiContext,
	renders: readonly PendingRender[],
	event: GenerationEvent,
): Promise<Collected> {
	if (event.status === 'started' || event.status === 'progress') return { state: 'pending' };

	const awaited = renders.map((render) => ({ render, known: knowledgeOf(render.jobId) }));
	const reportedId = rememberReported(event);
	const open = awaited.filter((each) => !isSettled(each));
	// What the delivery is about comes first.
	open.sort((some, other) => Number(other.render.jobId === reportedId) - Number(some.render.jobId === reportedId));

	const counted = reportedId !== null && awaited.every(({ known }) => known.sleepsHere);
	const asked = counted ? rendersToAsk(awaited, open) : open;
	for (const { render, known } of asked) {
		const results = await renderResults(context, render.jobId, known);
		if (areFinal(results, render.expectedVariations)) continue;
		return { state: results.behind && !counted ? 'behind' : 'pending' };
	}
	if (!awaited.every(isSettled)) return { state: 'pending' };
	const results = awaited.flatMap(({ render, known: { latest } }) =>
		latest === undefined ? [] : [[render.jobId, latest] as const],
	);
	return { state: 'final', results: new Map(results) };
}

/**
 * Asks for renders one after the other, as long as they turn out final.
 *
 * @param context the node's execute context
 * @param renders what to ask for
 * @returns the results by the ids of the renders, or null where one is being worked on
 * @throws NodeApiError where the API does not answer
 */
export async function finalResults(
	context: ApiContext,
	renders: readonly PendingRender[],
): Promise<ReadonlyMap<string, RenderResults> | null> {
	const byId = new Map<string, RenderResults>();
	for (const { jobId, expectedVariations } of renders) {
		const results = await renderResults(context, jobId);
		if (!areFinal(results, expectedVariations)) return null;
		byId.set(jobId, results);
	}
	return byId;
}

/**
 * Those that all deliveries have come for. The rest is asked for as well when so few deliveries are missing that
 * asking with each of them stays within the limit: if the last ones are lost, the execution wakes all the same.
 */
function rendersToAsk(awaited: readonly Awaited[], open: readonly Awaited[]): Awaited[] {
	const due = open.filter((each) => missingReports(each) <= 0);
	const rest = open.filter((each) => !due.includes(each));
	const spent = awaited.reduce((sum, { known }) => sum + known.requests, 0);
	const spare = awaited.length * REQUESTS_PER_RENDER - spent - open.length;
	const missing = rest.reduce((sum, each) => sum + missingReports(each), 0);
	return missing <= spare ? [...due, ...rest] : due;
}

function isSettled({ render, known }: Awaited): boolean {
	return known.latest !== undefined && areFinal(known.latest, render.expectedVariations);
}

function missingReports({ render, known }: Awaited): number {
	return render.expectedVariations - reportedCount(known);
}

/** The variations that are known to be final, without the removals that others are based on. */
function reportedCount({ reported, latest }: RenderKnowledge): number {
	const bases = new Set([...reported.values()].map(({ body }) => body.base_variation_id));
	const ids = new Set([...reported.keys()].filter((id) => !bases.has(id)));
	for (const { variationId, status } of latest?.events ?? []) {
		if (variationId !== null && (status === 'completed' || status === 'failed')) ids.add(variationId);
	}
	return ids.size;
}
