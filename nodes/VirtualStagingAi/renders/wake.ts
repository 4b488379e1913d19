import type { IDataObject, IWebhookFunctions, IWebhookResponseData } from 'n8n-workflow';

import type { GenerationEvent } from '../../shared/event/event';
import type { ApiContext } from '../../shared/http/provider';
import { abortableDelay } from '../../shared/n8n/delay';
import { resumeExecution } from '../../shared/waiting/resume';
import { virtualStagingAiApi } from '../api';
import { virtualStagingAiDelivery } from '../delivery';
import type { Emit } from '../emit';
import {
	areFinal,
	finalCount,
	type KnownRender,
	knownRender,
	rememberReported,
	type RenderResults,
	renderResults,
	reportedResults,
} from '../render-results';
import { renderItems } from './output';
import { isPendingRender, type PendingRender } from './pending';
import { waitState } from './state';

/** What a delivery means for the execution. */
type Decision =
	/** All renders are final. The results are by the ids of the renders. */
	| { state: 'final'; results: ReadonlyMap<string, RenderResults> }
	/** At least one render is being worked on; a further delivery will come. */
	| { state: 'pending' }
	/** The API has not caught up with the delivery, which has to come again. */
	| { state: 'apiIsStale' };

/** A render that an execution waits for. */
interface Awaited {
	render: PendingRender;
	known: KnownRender;
}

/** Milliseconds in which a delivery waits for the next one, which then asks in its place. */
const DEBOUNCE_MS = 1_000;

const definition = { api: virtualStagingAiApi, delivery: virtualStagingAiDelivery };

/**
 * Receives a delivery at the resume URL of an execution that waits for renders.
 *
 * @returns the results of all renders where they are final; otherwise the delivery is answered and the execution keeps
 *   waiting
 */
export async function resumeWhenFinal(context: IWebhookFunctions): Promise<IWebhookResponseData> {
	return await resumeExecution(context, definition, async ([event], stored) => {
		const decision = await decideWake(context, stored.filter(isPendingRender), event);
		if (decision.state !== 'final') return decision.state;
		const emit = context.getNodeParameter('emit', 'variation') as Emit;
		const items = stored.map((json) => ({ json: json as IDataObject }));
		return { items: async () => await renderItems(context, items, decision.results, emit) };
	});
}

/**
 * Decides after a signed delivery whether an execution resumes: when all of its renders are final. The decision follows
 * from the API and from what signed deliveries have reported, so that their order, duplicates and an API that lags
 * behind do not matter.
 *
 * A render is asked for as soon as its deliveries say that it is final, and never again after the API has confirmed
 * it. While deliveries are missing, the last one of several that come together asks, for its own render first and for
 * the others while they turn out final: so the execution wakes even if some deliveries are lost. A repeated delivery
 * asks nothing.
 *
 * @param renders the renders that the execution waits for
 * @param event the event of the delivery
 * @throws NodeApiError where the API does not answer
 */
export async function decideWake(
	context: ApiContext,
	renders: readonly PendingRender[],
	event: GenerationEvent,
): Promise<Decision> {
	if (event.status === 'started' || event.status === 'progress') return { state: 'pending' };

	const report = rememberReported(event);
	if (report === null) return await decide(context, renders, null, true);
	const own = waitState(report.renderId);
	own.hasUnhandledReport ||= report.isNew;
	const decision = await decide(context, renders, report.renderId, own.hasUnhandledReport);
	// Where a request has failed the report stays unhandled, so that the repeated delivery asks again.
	own.hasUnhandledReport = false;
	return decision;
}

async function decide(
	context: ApiContext,
	renders: readonly PendingRender[],
	reportedId: string | null,
	hasReport: boolean,
): Promise<Decision> {
	const awaited = renders.map((render) => ({ render, known: knownRender(render.jobId) }));
	// What the delivery is about comes first.
	awaited.sort((some, other) => Number(other.render.jobId === reportedId) - Number(some.render.jobId === reportedId));
	const open = () => awaited.filter((each) => !isSettled(each));

	// A process that does not receive all deliveries cannot count them, and asks at each of them.
	const counts = reportedId !== null && renders.every(({ jobId }) => waitState(jobId).receivesAllDeliveries);
	if (counts) {
		const due = open().filter((each) => missingReports(each) <= 0);
		if (!(await areAllFinal(context, due))) return { state: 'pending' };
		if (open().length > 0 && !(hasReport && (await debounced(awaited)))) return { state: 'pending' };
	}
	for (const each of open()) {
		if (isSettled(each)) continue;
		const results = await request(context, each);
		if (areFinal(results, each.render.expectedVariations)) continue;
		return { state: results.apiIsStale && !counts ? 'apiIsStale' : 'pending' };
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
		const results = await request(context, each);
		if (!areFinal(results, each.render.expectedVariations)) return false;
	}
	return true;
}

/** Where the API does not answer, the signed deliveries suffice if they have reported all variations. */
async function request(context: ApiContext, { render, known }: Awaited): Promise<RenderResults> {
	const results = renderResults(context, render.jobId, known);
	if (missingReports({ render, known }) > 0) return await results;
	return await results.catch(() => reportedResults(render.jobId, known));
}

/** Waits a moment and returns whether no further report has come. If one has, its delivery does the rest. */
async function debounced(awaited: readonly Awaited[]): Promise<boolean> {
	const reports = () => awaited.reduce((sum, { known }) => sum + known.reported.size, 0);
	const before = reports();
	await abortableDelay(DEBOUNCE_MS);
	return reports() === before;
}

/** Whether the API, or the deliveries in its place, have shown the render as final. */
function isSettled({ render, known }: Awaited): boolean {
	return known.latest !== undefined && areFinal(known.latest, render.expectedVariations);
}

function missingReports({ render, known }: Awaited): number {
	return render.expectedVariations - finalCount(known);
}
