import type { DeliveryDefinition } from '../shared/delivery/definition';
import type { GenerationEvent } from '../shared/event/event';
import { toObject, toText } from '../shared/util/json';
import { vigthoriaEvents } from './events';
import { failureText } from '../shared/util/envelope';

/**
 * How Vigthoria delivers: hex, with or without `sha256=`, over the raw body or over the re-serialised one,
 * since its pages disagree. Retried up to five times until the answer is a 2xx.
 *
 * Sources: Vigthoria documentation, "Webhooks setup" (tutorial), "Webhooks" (API reference) and "Webhooks
 * guide".
 */
export const vigthoriaDelivery = {
	provider: 'vigthoria',
	signature: {
		algorithm: 'hmacSha256',
		keyEncodings: ['utf8'],
		places: ['x-vigthoria-signature'],
		format: { kind: 'plain', prefix: 'sha256=' },
		encoding: 'hex',
		reserialised: true,
	},
	eventField: 'type',
	events: vigthoriaEvents,
	read(body, event) {
		const data = toObject(body.data);
		const generationId = toText(data.generation_id) ?? toText(data.job_id);
		const url = toText(data.output_url) ?? toText(data.result_url);
		return {
			identity: toText(body.id) ?? identityOfGeneration(event, generationId),
			time: body.created ?? data.created_at,
			jobId: generationId ?? toText(data.workflow_id),
			variationId: null,
			results: url === null ? [] : [{ url }],
			error: failureText({ error: data.error, error_message: data.error_message }),
		};
	},
} as const satisfies DeliveryDefinition;

/** A generation does each of these once. How often an undocumented event comes for one generation is not known. */
const ONCE_PER_GENERATION = ['generation.started', 'generation.completed', 'generation.failed'];

/**
 * @param event an event of a delivery, or of the API's list
 * @returns what names the event by its generation, whatever id its delivery has; null where that names nothing
 */
export function generationKey({ event, jobId }: GenerationEvent): string | null {
	return identityOfGeneration(event, jobId);
}

/** A workflow may run again under the same id, and its steps share it, so its id identifies no event. */
function identityOfGeneration(event: string, generationId: string | null): string | null {
	return ONCE_PER_GENERATION.includes(event) && generationId !== null ? `${event}|${generationId}` : null;
}
