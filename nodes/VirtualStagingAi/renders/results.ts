import { type GenerationEvent, isFinal } from '../../shared/event/event';
import { isJsonObject, type JsonObject, toArray, toObject, toText } from '../../shared/util/json';
import type { ApiContext } from '../../shared/http/provider';
import { listIn, failureText } from '../../shared/util/envelope';
import { virtualStagingAiResults } from '../delivery';
import { renderState, type RenderState, type RenderResults } from './state';
import { renderWithVariations } from '../variations';
import { jobEvent } from '../../shared/event/create';

/** Any other word means that the work goes on: the documentation lists none of them completely. */
const finalStatus: Readonly<Record<string, GenerationEvent['status']>> = {
	done: 'completed',
	error: 'failed',
	deleted: 'failed',
};

/**
 * Asks the API for the state of a render. Calls that come while a request is running share its answer. What signed
 * deliveries have reported is merged over an answer that lags behind them.
 *
 * @param known what is known of the render; it is updated
 * @throws NodeApiError where the API does not answer
 */
export async function renderResults(
	context: ApiContext,
	renderId: string,
	known = renderState(renderId),
): Promise<RenderResults> {
	if (known.pendingRequest === undefined) {
		known.pendingRequest = ask(context, renderId, known).finally(() => {
			known.pendingRequest = undefined;
		});
	}
	return await known.pendingRequest;
}

/**
 * @param results the state of a render
 * @param expected how many variations were asked for, where that is known
 * @returns whether all of them are done or have failed
 */
export function areFinal({ events }: RenderResults, expected = 1): boolean {
	return events.length >= expected && events.every(isFinal);
}

/**
 * The state of a render by what its signed deliveries have reported alone, for an API that does not answer.
 *
 * @param known what is known of the render; it is updated
 */
export function reportedResults(renderId: string, known: RenderState): RenderResults {
	known.latest = { render: known.latest?.render ?? {}, ...mergedEvents(renderId, [], known.reported) };
	return known.latest;
}

async function ask(context: ApiContext, renderId: string, known: RenderState): Promise<RenderResults> {
	const render = toObject(await renderWithVariations(context, renderId));
	const variations = toArray(listIn(render.variations)).filter(isJsonObject);
	known.latest = { render, ...mergedEvents(renderId, variations, known.reported) };
	return known.latest;
}

function mergedEvents(
	renderId: string,
	variations: readonly JsonObject[],
	reported: ReadonlyMap<string, GenerationEvent>,
): { events: GenerationEvent[]; behind: boolean } {
	// A removal that the service made as the base of others was not asked for.
	const bases = new Set([
		...variations.map(({ base_variation_id }) => toText(base_variation_id)),
		...[...reported.values()].map(({ body }) => toText(toObject(body).base_variation_id)),
	]);
	const asked = variations.map((variation) => variationEvent(renderId, variation)).filter(wanted);
	const listed = new Set(asked.map(({ variationId }) => variationId));
	const missing = [...reported.values()].filter(({ variationId }) => !listed.has(variationId)).filter(wanted);
	const reportOf = ({ variationId }: GenerationEvent) => reported.get(variationId ?? '');
	const events = [...asked.map((event) => merged(event, reportOf(event))), ...missing];
	return {
		events,
		behind: missing.length > 0 || asked.some((event) => !isFinal(event) && reportOf(event) !== undefined),
	};

	function wanted({ variationId }: GenerationEvent): boolean {
		return variationId === null || !bases.has(variationId);
	}
}

/** The API's own, fresh links count; what it does not tell is taken from the signed delivery. */
function merged(event: GenerationEvent, report: GenerationEvent | undefined): GenerationEvent {
	if (report === undefined) return event;
	if (!isFinal(event)) return report;
	return {
		...event,
		results: event.results.length > 0 ? event.results : report.results,
		error: event.error ?? report.error,
	};
}

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
