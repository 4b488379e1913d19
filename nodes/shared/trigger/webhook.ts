import type { IWebhookFunctions, IWebhookResponseData } from 'n8n-workflow';

import type { GenerationEvent } from '../event/event';
import { openReservation } from '../idempotency/reservation';
import { onResponseEnd } from '../n8n/response-end';
import { senderIsAllowed } from './allowed-senders';
import {
	definitionFor,
	duplicateKey,
	type TriggerDefinition,
	type TriggerDefinitionSource,
	type TriggerOptions,
} from './definition';
import { type Turn, groupCommitOf } from './group-commit';
import { readOptions } from './options';
import { logLineOf, notChosen, type Refusal, refusalOf, refuse, warn } from './refusals';
import { expectJsonResponse, respond, responses } from './responses';
import { verifiedDelivery, verifyRequest } from './verify-request';
import { messageOf } from '../n8n/errors';

/** Where every delivery starts an execution, repeated or not. */
const NO_RESERVATION = { state: 'granted', settle: () => {} } as const;

/**
 * Receives one delivery: the whole of a trigger's `webhook()`. It evaluates no expression and, as a rule, reads
 * nothing from n8n's database, since either costs more than all the rest.
 *
 * It never throws: for an error in `webhook()` n8n stores a failed execution, whoever caused it.
 *
 * @param source the provider, or how it follows from the node's parameters
 * @returns the item for n8n to start an execution with, or nothing where the delivery has been answered already
 */
export async function receiveDelivery<Options extends TriggerOptions>(
	context: IWebhookFunctions,
	source: TriggerDefinitionSource<Options>,
): Promise<IWebhookResponseData> {
	try {
		return await receive(context, definitionFor(source, context));
	} catch (error) {
		const reason = messageOf(error);
		warn(context, 'unexpected', `A delivery could not be received and was answered 503: ${reason}`);
		return respond(context.getResponseObject(), responses.unavailable);
	}
}

async function receive<Options extends TriggerOptions>(
	context: IWebhookFunctions,
	definition: TriggerDefinition<Options>,
): Promise<IWebhookResponseData> {
	const request = context.getRequestObject();
	const response = context.getResponseObject();
	const warnAndRefuse = (kind: string, answer: Parameters<typeof refuse>[1], refusal: Refusal) => {
		warn(context, kind, logLineOf(refusal));
		return refuse(context, answer, refusal);
	};

	const handshake = definition.handshake?.(context, request) ?? null;
	if (handshake !== null) {
		const { status, body, contentType = 'text/plain; charset=utf-8' } = handshake;
		response.writeHead(status, { 'content-type': contentType }).end(body);
		return { noWebhookResponse: true };
	}

	const { options, allowed, events, maxAge, ignoreDuplicates, combineEvents } = readOptions<Options>(context);
	if (!senderIsAllowed(allowed, request.ip)) {
		const what = `A delivery from ${request.ip} was refused: the address is not in Allowed IPs`;
		return warnAndRefuse('address', responses.forbidden, { what });
	}

	const verdict = await verifyRequest(context, definition, { events, maxAge });
	if ('reason' in verdict) {
		return warnAndRefuse(verdict.reason, responses[verdict.outcome], refusalOf(definition, verdict.reason));
	}

	const refusal = definition.accepts?.(verifiedDelivery(context, definition, verdict.event), options) ?? null;
	if (refusal !== null) {
		return warnAndRefuse('not-accepted', responses.unauthorized, { what: `A delivery was refused: ${refusal}` });
	}
	if (verdict.outcome === 'ignored') {
		return isInterim(verdict.event)
			? respond(response, responses.ignored)
			: refuse(context, responses.ignored, notChosen(definition, verdict.event));
	}

	const aggregated = await aggregate(context, definition, verdict.event, options);
	if (!('event' in aggregated)) return respond(response, aggregated);
	const key = ignoreDuplicates ? duplicateKey(definition, aggregated.event, options) : null;
	return await startExecution(context, aggregated.event, { key, combineEvents });
}

/** Another event follows it, perhaps one that is chosen: in the editor, the listening goes on. */
function isInterim({ status }: GenerationEvent): boolean {
	return status === 'started' || status === 'progress';
}

/**
 * Starts an execution for an event, or lets another delivery's execution carry it.
 *
 * @param key what is reserved, or null where every delivery starts an execution
 */
async function startExecution(
	context: IWebhookFunctions,
	event: GenerationEvent,
	{ key, combineEvents }: { key: string | null; combineEvents: boolean },
): Promise<IWebhookResponseData> {
	const response = context.getResponseObject();
	const { state, settle } = key === null ? NO_RESERVATION : openReservation(context, key);
	if (state !== 'granted') return respond(response, responses[state]);

	const item = { json: event };
	const turn: Turn = combineEvents
		? await groupCommitOf(context).join(item, settle)
		: { role: 'leader', items: [item], ended: settle };
	if (turn.role === 'follower') return respond(response, turn.stored ? responses.received : responses.pending);

	onResponseEnd(response, (status) => turn.ended(status === 200));
	expectJsonResponse(response);
	return { workflowData: [turn.items] };
}

async function aggregate<Options extends TriggerOptions>(
	context: IWebhookFunctions,
	definition: TriggerDefinition<Options>,
	event: GenerationEvent,
	options: Options,
) {
	if (definition.aggregate === undefined) return { event };
	try {
		const aggregated = await definition.aggregate(context, event, options);
		return aggregated === null ? responses.received : { event: aggregated };
	} catch (error) {
		// The provider delivers again, and by then its API may answer.
		warn(context, 'incomplete', `An event could not be completed: ${error instanceof Error ? error.message : ''}`);
		return responses.unavailable;
	}
}
