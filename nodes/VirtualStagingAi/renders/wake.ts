import type { GenerationEvent } from '../../shared/event/event';
import type { ApiContext } from '../../shared/http/provider';
import { abortableDelay } from '../../shared/n8n/delay';
import { renderState, type RenderState, rememberReported, type RenderResults } from './state';
import type { PendingRender } from './pending';
import { areFinal, renderResults, reportedResults } from './results';

/** What has become of the renders that an execution waits for. */
type Collected =
	/** By the ids of the renders. */
	| { state: 'final'; results: ReadonlyMap<string, RenderResults> }
	/** At least one is being worked on; a further delivery will come. */
	| { state: 'pending' }
	/** The API has not caught up with the delivery: it should come again. */
	| { state: 'apiIsStale' };

/** A render that an execution waits for. */
interface Awaited {
	render: PendingRender;
	known: RenderState;
}

/** Milliseconds in which a delivery waits for the next one, which then asks in its place. */
const DEBOUNCE_MS = 1_000;

/**
 * Finds out, after a signed delivery, whether all renders of an execution are final.
 *
 * A render is asked for as soon as its deliveries say that it is final, and never again after the API has confirmed
 * it. As long as deliveries are missing, the last one of a burst asks, for its own render first and for the others
 * while they turn out final: so the execution wakes even if some deliveries are lost. Repeated deliveries ask nothing.
 *
 * @param renders the renders that the execution waits for
 * @param event the event of the delivery
 * @throws NodeApiError where the API does not answer
 */
export async function decideWake(
	context: ApiContext,
	renders: readonly PendingRender[],
	event: GenerationEvent,
): Promise<Collected> {
	if (event.status === 'started' || event.status === 'progress') return { state: 'pending' };

	const reportedId = rememberReported(event);
	const own = reportedId === null ? null : renderState(reportedId);
	const collected = await collect(context, renders, reportedId, own?.hasUnhandledReport ?? true);
	// Where asking has failed it stays news, so that the repeated delivery asks again.
	if (own !== null) own.hasUnhandledReport = false;
	return collected;
}

async function collect(
	context: ApiContext,
	renders: readonly PendingRender[],
	reportedId: string | null,
	isNews: boolean,
): Promise<Collected> {
	const awaited = renders.map((render) => ({ render, known: renderState(render.jobId) }));
	// What the delivery is about comes first.
	awaited.sort((some, other) => Number(other.render.jobId === reportedId) - Number(some.render.jobId === reportedId));
	const open = () => awaited.filter((each) => !isSettled(each));

	// Whether this process receives all deliveries, and so can count them. Others must not rely on what it has seen.
	const counted = reportedId !== null && awaited.every(({ known }) => known.receivesAllDeliveries);
	if (counted) {
		const due = open().filter((each) => missingReports(each) <= 0);
		if (!(await areAllFinal(context, due))) return { state: 'pending' };
		if (open().length > 0 && !(isNews && (await isLastOfBurst(awaited)))) return { state: 'pending' };
	}
	for (const each of open()) {
		if (isSettled(each)) continue;
		const results = await askFor(context, each);
		if (areFinal(results, each.render.expectedVariations)) continue;
		return { state: results.behind && !counted ? 'apiIsStale' : 'pending' };
	}
	const results = awaited.flatMap(({ render, known: { latest } }) =>
		latest === undefined ? [] : [[render.jobId, latest] as const],
	);
	return { state: 'final', results: new Map(results) };
}

async function areAllFinal(context: ApiContext, due: readonly Awaited[]): Promise<boolean> {
	for (const each of due) {
		// Another delivery may have found it final meanwhile.
		if (isSettled(each)) continue;
		const results = await askFor(context, each);
		if (!areFinal(results, each.render.expectedVariations)) return false;
	}
	return true;
}

/** Where the API does not answer, what the signed deliveries say of all variations suffices. */
async function askFor(context: ApiContext, { render, known }: Awaited): Promise<RenderResults> {
	const asking = renderResults(context, render.jobId, known);
	if (missingReports({ render, known }) > 0) return await asking;
	return await asking.catch(() => reportedResults(render.jobId, known));
}

/** Waits a moment: a delivery with news that comes meanwhile does the rest. */
async function isLastOfBurst(awaited: readonly Awaited[]): Promise<boolean> {
	const reports = () => awaited.reduce((sum, { known }) => sum + known.reported.size, 0);
	const before = reports();
	await abortableDelay(DEBOUNCE_MS);
	return reports() === before;
}

/**
 * Asks for renders one after the other, as long as they turn out final.
 *
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

function isSettled({ render, known }: Awaited): boolean {
	return known.latest !== undefined && areFinal(known.latest, render.expectedVariations);
}

function missingReports({ render, known }: Awaited): number {
	return render.expectedVariations - reportedCount(known);
}

/** The variations that are known to be final, without the removals that others are based on. */
function reportedCount({ reported, latest }: RenderState): number {
	const bases = new Set([...reported.values()].map(({ body }) => body.base_variation_id));
	const ids = new Set([...reported.keys()].filter((id) => !bases.has(id)));
	for (const { variationId, status } of latest?.events ?? []) {
		if (variationId !== null && (status === 'completed' || status === 'failed')) ids.add(variationId);
	}
	return ids.size;
}
