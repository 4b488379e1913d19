import type { IWebhookFunctions, IWebhookResponseData } from 'n8n-workflow';

import { type GenerationEvent, usesUpCallback } from '../event/event';
import { isAccepted } from '../idempotency/reservation';
import { admitName } from '../idempotency/unsigned-names';
import { rememberCalledOrigin } from '../http/called-origin';
import { warn } from '../n8n/log';
import { onResponseEnd } from '../n8n/response-end';
import { senderIsAllowed } from './allowed-senders';
import {
	credentialOf,
	definitionFor,
	duplicateKey,
	type TriggerDefinition,
	type TriggerDefinitionSource,
	type TriggerOptions,
} from './definition';
import { type Turn, groupCommitOf } from './group-commit';
import { identifyRefused } from './identify-refused';
import { readOptions } from './options';
import { type Refusal, refusalOf } from './refusal-texts';
import { logLineOf, notChosen, refuse } from './refusals';
import { type KeyedEvent, reserveEvents } from './reserve-events';
import { acceptedResponse, respond, respondToHandshake, responses } from './responses';
import { type Verdict, verifiedDelivery, verifyRequest } from './verify-request';
import { messageOf } from '../n8n/errors';

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
	rememberCalledOrigin(request);
	const response = context.getResponseObject();
	const { acknowledgement } = definition;
	const warnAndRefuse = (kind: string, answer: Parameters<typeof refuse>[1], refusal: Refusal, shown = refusal) => {
		warn(context, kind, logLineOf(refusal), { sender: request.ip });
		return refuse(context, answer, shown, acknowledgement);
	};

	const { options, allowed, events, maxAge, ignoreDuplicates, combineEvents } = readOptions<Options>(context);
	if (!senderIsAllowed(allowed, request.ip)) {
		const what = `A delivery from ${request.ip} was refused: the address is not in Allowed IPs`;
		return warnAndRefuse('address', responses.forbidden, { what });
	}

	const handshake = (await definition.handshake?.(context, request)) ?? null;
	if (handshake !== null) return respondToHandshake(response, handshake);
	if (request.method !== 'POST') return respond(response, responses.methodNotAllowed, acknowledgement);

	const verdict = await verifyRequest(context, definition, { events, maxAge });
	if ('reason' in verdict) {
		const refusal = refusalOf(definition, verdict, credentialOf(context, definition));
		const advice = await identifyRefused(context, definition, verdict.reason);
		const shown = advice === null ? refusal : { ...refusal, advice };
		return warnAndRefuse(verdict.reason, responses[verdict.outcome], refusal, shown);
	}

	const refusal = definition.accepts?.(verifiedDelivery(verdict), options) ?? null;
	if (refusal !== null) {
		return warnAndRefuse('not-accepted', responses.unauthorized, { what: `A delivery was refused: ${refusal}` });
	}
	const signedHandshake = (await definition.signedHandshake?.(context, verdict)) ?? null;
	if (signedHandshake !== null) return respondToHandshake(response, signedHandshake);
	if (verdict.outcome === 'ignored') {
		return verdict.events.some(isInterim)
			? respond(response, responses.ignored, acknowledgement)
			: refuse(context, responses.ignored, notChosen(definition, verdict.event), acknowledgement);
	}

	const tryingOut = context.getMode() === 'manual';
	if (!tryingOut && verdict.callbackId !== undefined && isAccepted(context, verdict.callbackId)) {
		return respond(response, responses.committed);
	}
	const aggregated = await aggregate(context, definition, verdict.events, options);
	if (!('events' in aggregated)) return respond(response, aggregated, acknowledgement);
	const checksDuplicates = ignoreDuplicates && definition.delivery.everyDeliveryIsNew !== true;
	const admitted = checksDuplicates ? admittedNames(context, verdict, aggregated.events) : aggregated.events;
	const keyed = admitted.map((event) => ({
		event,
		key: checksDuplicates || (usesUpCallback(event) && !tryingOut) ? duplicateKey(definition, event) : null,
	}));
	return await startExecution(context, keyed, { combineEvents, acknowledgement });
}

/** Another event follows it, perhaps one that is chosen: in the editor, the listening goes on. */
function isInterim({ status }: GenerationEvent): boolean {
	return status === 'started' || status === 'progress';
}

/** Why an unsigned name makes no other event of a body. */
const NAME_REASONS = {
	repeated:
		'came with a body that was received under another name. The name is not signed, so it counts as a repetition.',
	'too-many':
		'came with a body that was received under ten other names, and counts as a repetition: the name is not signed.',
};

/** Leaves out events that only an unsigned name tells from accepted ones, where that name does not count. */
function admittedNames(
	context: IWebhookFunctions,
	{ sharedBodies }: Extract<Verdict, { event: unknown }>,
	events: readonly GenerationEvent[],
): readonly GenerationEvent[] {
	return events.filter(({ id, event }) => {
		const body = sharedBodies.get(id);
		const decision = body === undefined ? 'admitted' : admitName(context, body, { id, event });
		if (decision === 'admitted') return true;
		warn(context, `name-${decision}`, `"${event}" ${NAME_REASONS[decision]}`);
		return false;
	});
}

/** Starts an execution for the events of a delivery, or lets another delivery's execution carry them. */
async function startExecution(
	context: IWebhookFunctions,
	events: readonly KeyedEvent[],
	{ combineEvents, acknowledgement }: { combineEvents: boolean; acknowledgement?: string },
): Promise<IWebhookResponseData> {
	const response = context.getResponseObject();
	const reservation = reserveEvents(context, events);
	if (reservation.state !== 'granted') return respond(response, responses[reservation.state], acknowledgement);

	const { fresh, settle } = reservation;
	const items = fresh.map((event) => ({ json: event }));
	const turn: Turn =
		combineEvents && items.length === 1
			? await groupCommitOf(context).join(items[0], settle, context.getRequestObject().rawBody?.length ?? 0)
			: { role: 'leader', items, ended: settle };
	if (turn.role === 'follower') {
		return respond(response, turn.stored ? responses.received : responses.pending, acknowledgement);
	}

	onResponseEnd(response, (status) => turn.ended(status === 200));
	return { workflowData: [turn.items], webhookResponse: acceptedResponse(response, acknowledgement) };
}

async function aggregate<Options extends TriggerOptions>(
	context: IWebhookFunctions,
	definition: TriggerDefinition<Options>,
	events: readonly GenerationEvent[],
	options: Options,
) {
	if (definition.aggregate === undefined) return { events };
	try {
		const aggregated = await definition.aggregate(context, events[0], options);
		return aggregated === null ? responses.received : { events: [aggregated] };
	} catch (error) {
		// The provider delivers again, and by then its API may answer.
		warn(context, 'incomplete', `An event could not be completed: ${error instanceof Error ? error.message : ''}`);
		return responses.unavailable;
	}
}
