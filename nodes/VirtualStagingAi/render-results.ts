import { jobEvent } from '../shared/event/create';
import { type GenerationEvent, isFinal } from '../shared/event/event';
import type { ApiContext } from '../shared/http/provider';
import { failureText, listIn } from '../shared/util/envelope';
import { isJsonObject, type JsonObject, toArray, toObject, toText } from '../shared/util/json';
import { perKeyCache } from '../shared/util/per-key-cache';
import { virtualStagingAiResults } from './delivery';
import { renderWithVariations } from './variations';

/** The results of a render. */
export interface RenderResults {
	/** The render as the API returned it. */
	render: JsonObject;
	/** One event per variation that was asked for, finished or not, in the order of their creation. */
	events: GenerationEvent[];
	/** Whether the API shows a variation as unfinished, or not at all, that a signed delivery has reported. */
	apiIsStale: boolean;
}

/** What this process knows of a render. */
export interface KnownRender {
	/** The final variations that signed deliveries have reported, by their ids. */
	reported: Map<string, GenerationEvent>;
	/** The results as of the last request. */
	latest?: RenderResults;
	/** The request that is under way. */
	pendingRequest?: Promise<RenderResults>;
}

/** A render has at most 20 variations, as public clients say. */
const MAX_VARIATIONS = 100;

const MAX_RENDERS = 1_000;

const renders = perKeyCache<KnownRender>(() => ({ reported: new Map() }), MAX_RENDERS);

/** @returns what this process knows of a render, which the functions below update in place */
export function knownRender(renderId: string): KnownRender {
	return renders.get(renderId);
}

/**
 * Remembers a variation that a signed delivery reports as done or failed. The API may be behind the delivery.
 *
 * @returns the id of its render and whether the report is new, or null where the delivery reports no final variation
 */
export function rememberReported(event: GenerationEvent): { renderId: string; isNew: boolean } | null {
	const { jobId, variationId } = event;
	if (jobId === null || variationId === null || !isFinal(event)) return null;
	const { reported } = knownRender(jobId);
	const isNew = !reported.has(variationId);
	if (reported.size < MAX_VARIATIONS) reported.set(variationId, event);
	return { renderId: jobId, isNew };
}

/**
 * Asks the API for the results of a render. Calls that come while a request is under way share its answer. Where the
 * answer lags behind what signed deliveries have reported, the deliveries count.
 *
 * @param known what is known of the render; it is updated
 * @throws NodeApiError where the API does not answer
 */
export async function renderResults(
	context: ApiContext,
	renderId: string,
	known = knownRender(renderId),
): Promise<RenderResults> {
	known.pendingRequest ??= requestResults(context, renderId, known).finally(() => {
		known.pendingRequest = undefined;
	});
	return await known.pendingRequest;
}

/**
 * Makes the results of a render from its signed deliveries alone, for an API that does not answer.
 *
 * @param known what is known of the render; it is updated
 */
export function reportedResults(renderId: string, known: KnownRender): RenderResults {
	known.latest = { render: known.latest?.render ?? {}, ...mergedEvents(renderId, [], known.reported) };
	return known.latest;
}

/**
 * @param expected how many variations were asked for, where that is known
 * @returns whether all variations are done or have failed
 */
export function areFinal({ events }: RenderResults, expected = 1): boolean {
	return events.length >= expected && events.every(isFinal);
}

/** @returns how many variations that were asked for are known to be done or to have failed */
export function finalCount({ reported, latest }: KnownRender): number {
	const bases = baseIds([...reported.values()].map(({ body }) => body));
	const ids = new Set([...reported.keys()].filter((id) => !bases.has(id)));
	for (const event of latest?.events ?? []) {
		if (event.variationId !== null && isFinal(event)) ids.add(event.variationId);
	}
	return ids.size;
}

async function requestResults(context: ApiContext, renderId: string, known: KnownRender): Promise<RenderResults> {
	const render = toObject(await renderWithVariations(context, renderId));
	const variations = toArray(listIn(render.variations)).filter(isJsonObject);
	known.latest = { render, ...mergedEvents(renderId, variations, known.reported) };
	return known.latest;
}

function mergedEvents(
	renderId: string,
	variations: readonly JsonObject[],
	reported: ReadonlyMap<string, GenerationEvent>,
): Omit<RenderResults, 'render'> {
	const bases = baseIds([...variations, ...[...reported.values()].map(({ body }) => body)]);
	const wasAskedFor = ({ variationId }: GenerationEvent) => variationId === null || !bases.has(variationId);
	const listed = variations.map((variation) => variationEvent(renderId, variation)).filter(wasAskedFor);
	const listedIds = new Set(listed.map(({ variationId }) => variationId));
	const missing = [...reported.values()].filter(({ variationId }) => !listedIds.has(variationId)).filter(wasAskedFor);
	const reportOf = ({ variationId }: GenerationEvent) => reported.get(variationId ?? '');
	return {
		events: [...listed.map((event) => mergedEvent(event, reportOf(event))), ...missing],
		apiIsStale: missing.length > 0 || listed.some((event) => !isFinal(event) && reportOf(event) !== undefined),
	};
}

/** The variations that others are based on: a removal that the service added by itself was not asked for. */
function baseIds(variations: readonly JsonObject[]): Set<string | null> {
	return new Set(variations.map(({ base_variation_id }) => toText(base_variation_id)));
}

/** Prefer the API's links, which are newer. Use the delivery for missing fields. */
function mergedEvent(event: GenerationEvent, report: GenerationEvent | undefined): GenerationEvent {
	if (report === undefined) return event;
	if (!isFinal(event)) return report;
	return {
		...event,
		results: event.results.length > 0 ? event.results : report.results,
		error: event.error ?? report.error,
	};
}

/** Any other word means that the work goes on: the documentation lists none of them completely. */
const finalStatus: Readonly<Record<string, GenerationEvent['status']>> = {
	done: 'completed',
	error: 'failed',
	deleted: 'failed',
};

function variationEvent(renderId: string, variation: JsonObject): GenerationEvent {
	const variationId = toText(variation.id);
	const status = finalStatus[String(variation.status)] ?? 'progress';
	const event = status === 'completed' ? 'done' : status === 'failed' ? 'error' : 'update';
	return jobEvent({
		provider: 'virtualStagingAi',
		event,
		id: `${renderId}|${variationId}|${event}`,
		status,
		jobId: renderId,
		variationId,
		results: status === 'completed' ? virtualStagingAiResults(variation.result) : [],
		error: status === 'failed' ? failureText(variation) : null,
		body: variation,
	});
}
