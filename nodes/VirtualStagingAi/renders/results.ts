import type { GenerationEvent } from '../../shared/delivery/event';
import { isJsonObject, type JsonObject, toArray, toObject, toText } from '../../shared/delivery/json';
import { listIn } from '../../shared/operations/items';
import type { ApiContext } from '../../shared/http/provider';
import { virtualStagingAiResults } from '../delivery';
import { renderWithVariations } from './variations';

/** What has become of a render. */
interface RenderResults {
	/** The render as the API gave it. */
	render: JsonObject;
	/** One event per variation that was asked for, finished or not, in the order of their creation. */
	events: GenerationEvent[];
	/** Whether none of them is still being worked on. */
	final: boolean;
}

/** Every other word means that the work goes on: the documentation lists none of them completely. */
const finalStatus: Readonly<Record<string, GenerationEvent['status']>> = {
	done: 'completed',
	error: 'failed',
	deleted: 'failed',
};

/**
 * Asks the API what has become of a render, so that neither the order nor the loss of deliveries matters.
 *
 * @param context any context of the node
 * @param renderId the render's id
 * @param expected how many variations were asked for, where that is known
 * @returns the events of its variations
 * @throws NodeApiError where the API gives no answer
 */
export async function renderResults(
	context: ApiContext,
	renderId: string,
	expected = 1,
): Promise<RenderResults> {
	const render = toObject(await renderWithVariations(context, renderId));
	const variations = toArray(listIn(render.variations)).filter(isJsonObject);
	// A removal that the service made as the base of others was not asked for.
	const bases = new Set(variations.map(({ base_variation_id }) => base_variation_id));
	const wanted = variations.filter(({ id }) => !bases.has(id));
	const isFinal = ({ status }: JsonObject) => Object.hasOwn(finalStatus, String(status));
	return {
		render,
		events: wanted.map((variation) => variationEvent(renderId, variation)),
		final: wanted.length >= expected && variations.every(isFinal),
	};
}

function variationEvent(renderId: string, variation: JsonObject): GenerationEvent {
	const variationId = toText(variation.id);
	const status = finalStatus[String(variation.status)] ?? 'progress';
	const event = status === 'completed' ? 'done' : status === 'failed' ? 'error' : 'update';
	return {
		provider: 'virtualStagingAi',
		event,
		id: `${renderId}|${variationId}|${event}`,
		timestamp: null,
		status,
		jobId: renderId,
		variationId,
		results: status === 'completed' ? virtualStagingAiResults(variation.result) : [],
		error: status === 'failed' ? failureText(variation) : null,
		body: variation,
	};
}

/** Which field tells why a variation failed is not documented: these are the usual ones. */
function failureText({ error_message, error, message }: JsonObject): string | null {
	return toText(error_message) ?? toText(isJsonObject(error) ? error.message : error) ?? toText(message);
}
