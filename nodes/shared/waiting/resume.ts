import type { INodeExecutionData, IWebhookFunctions, IWebhookResponseData } from 'n8n-workflow';

import { executionReceiver } from '../tokens/callback';
import { ANY_EVENT } from '../delivery/verify';
import type { GenerationEvent } from '../event/event';
import { reserve } from '../idempotency/reservation';
import { messageOf } from '../n8n/errors';
import { warn } from '../n8n/log';
import { credentialOf, definitionFor, type TriggerDefinitionSource, type TriggerOptions } from '../trigger/definition';
import { refusalOf } from '../trigger/refusal-texts';
import { logLineOf } from '../trigger/refusals';
import { acceptedResponse, respond, respondToHandshake, responses } from '../trigger/responses';
import { verifiedDelivery, verifyRequest } from '../trigger/verify-request';
import { isJsonObject, type JsonObject, toArray, toText } from '../util/json';
import { rememberEnd } from './earlier-waits';

/** How an execution goes on. */
interface Resumption {
	/** Makes the items that the node passes on. */
	items(): Promise<INodeExecutionData[]>;
	/** What may end only one wait of the execution, for example an event. */
	once?: string;
	/** The id of the event that ends the wait, to be known when it comes again. */
	endedBy?: string;
}

/** What a verified delivery means for the execution that waits. */
export type ResumeDecision =
	/** It ends the wait. */
	| Resumption
	/** The awaited work goes on, and further deliveries will come. */
	| 'pending'
	/** It is not about the awaited work. */
	| 'ignored'
	/** It is about other work of the execution, so that it has to come again for a later wait. */
	| 'later'
	/** It has ended a wait of the execution before. */
	| 'repeated'
	/** It is authentic, and not what the wait can read. */
	| 'invalid'
	/** The same as `ignored`, with a line for the log that says why and what to do. */
	| { ignoredFor: string }
	/** The provider's API does not show yet what the delivery reports, so the delivery has to come again. */
	| 'apiIsStale';

const answers = {
	pending: responses.received,
	ignored: responses.ignored,
	later: responses.later,
	repeated: responses.committed,
	invalid: responses.invalid,
	apiIsStale: responses.unavailable,
} as const;

/**
 * Receives one delivery at an execution's resume URL: the whole of a waiting node's `webhook()`. The delivery is
 * verified like any other, because on n8n 1.x nothing else protects that URL. It never throws.
 *
 * @param source the sender, or how it follows from the node's parameters
 * @param decide gets the verified events, several where the body is a list, and the items that `execute()` stored before the execution went to sleep
 * @returns the items with which the execution goes on, or nothing where the delivery has been answered already and the
 *   execution keeps waiting
 */
export async function resumeExecution<Options extends TriggerOptions>(
	context: IWebhookFunctions,
	source: TriggerDefinitionSource<Options>,
	decide: (
		events: readonly GenerationEvent[],
		stored: readonly JsonObject[],
	) => ResumeDecision | Promise<ResumeDecision>,
): Promise<IWebhookResponseData> {
	const response = context.getResponseObject();
	const executionId = context.getExecutionId();
	// Every execution has a log line of its own, although they share the node.
	const warnOf = (kind: string, text: string) =>
		warn(context, `${executionId}:${kind}`, `Execution ${executionId} keeps waiting. ${text}`, {
			sender: context.getRequestObject().ip,
		});
	try {
		const definition = definitionFor(source, context);
		const address = () => resumeAddress(context);
		const receiver = executionReceiver(executionId);
		const verdict = await verifyRequest(context, definition, { events: [ANY_EVENT], maxAge: 0, address, receiver });
		if ('reason' in verdict) {
			warnOf(verdict.reason, logLineOf(refusalOf(definition, verdict, credentialOf(context, definition))));
			return respond(response, responses[verdict.outcome]);
		}
		const options = context.getNodeParameter('options', {}) as Options;
		const refusal = definition.accepts?.(verifiedDelivery(verdict), options) ?? null;
		if (refusal !== null) {
			warnOf('not-accepted', logLineOf({ what: `A delivery was refused: ${refusal}` }));
			return respond(response, responses.unauthorized);
		}

		// Only where it is proven: a resume URL is for one job, and whoever checks it has been given it.
		const handshake = (await definition.signedHandshake?.(context, verdict)) ?? null;
		if (handshake !== null) return respondToHandshake(response, handshake);

		const stored = storedItems(context);
		const decision = await decide(verdict.events, stored);
		if (typeof decision === 'string') return respond(response, answers[decision]);
		if ('ignoredFor' in decision) {
			warnOf('ignored', decision.ignoredFor);
			return respond(response, responses.ignored);
		}

		// n8n 1 lets every call resume that arrives before the execution runs again.
		const { items, once, endedBy } = decision;
		for (const key of [once, waitIn(stored)].filter((each) => each !== undefined)) {
			const reservation = reserve(context, `resume|${executionId}|${key}`);
			if (reservation === 'granted') continue;
			// Another event is ending this wait, or just has: this one has to come again, for the next wait.
			const isNew = once !== undefined && key !== once;
			return respond(response, isNew ? responses.pending : responses[reservation]);
		}
		if (endedBy !== undefined) rememberEnd(context, endedBy);
		const workflowData = [await items()];
		return { workflowData, webhookResponse: acceptedResponse(response) };
	} catch (error) {
		// The sender delivers again, and by then the provider's API may answer.
		warnOf('unexpected', `A delivery could not be received and was answered 503: ${messageOf(error)}`);
		return respond(response, responses.unavailable);
	}
}

/** The address that the sender was given, without the token that n8n 2 adds as a query. */
function resumeAddress(context: IWebhookFunctions): string {
	return String(context.evaluateExpression('{{ $execution.resumeUrl }}', 0)).split('?')[0];
}

/** What `execute()` left in the input items. n8n stores them with the execution. */
function storedItems(context: IWebhookFunctions): JsonObject[] {
	return toArray(context.evaluateExpression('{{ $input.all().map((item) => item.json) }}', 0)).filter(isJsonObject);
}

/** @returns what tells the wait from others of the execution, such as those of a loop: the ids that its items had */
function waitIn(stored: readonly JsonObject[]): string {
	return stored.map(({ id }) => toText(id) ?? '').join('|');
}
