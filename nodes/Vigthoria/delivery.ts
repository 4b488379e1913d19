import type { DeliveryDefinition } from '../shared/delivery/definition';
import type { GenerationEvent } from '../shared/event/event';
import { toObject, toText } from '../shared/util/json';
import { vigthoriaEvents } from './events';
import { failureText } from '../shared/util/envelope';

/**
 * How Vigthoria delivers: hex, with or without `sha256=`, over the raw body or over the re-serialised one,
 * because its pages disagree. Up to five retries until the response is a 2xx.
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

/** Events that occur once per generation. An undocumented event may occur several times. */
const ONCE_PER_GENERATION = ['generation.started', 'generation.completed', 'generation.failed'];

/** The events of finished generations, which the API lists as well. */
const LISTED = ['generation.completed', 'generation.failed'];

/**
 * @param event an event of a delivery, or of the API's list
 * @returns what names the event by its generation, whatever id its delivery has; null where the API does not list it
 */
export function generationKey({ event, jobId }: GenerationEvent): string | null {
	return LISTED.includes(event) ? identityOfGeneration(event, jobId) : null;
}

/** The ID of a workflow does not identify an event: it stays the same for further runs and for all steps. */
function identityOfGeneration(event: string, generationId: string | null): string | null {
	return ONCE_PER_GENERATION.includes(event) && generationId !== null ? `${event}|${generationId}` : null;
}
