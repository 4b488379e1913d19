import type { IExecuteFunctions, IN8nHttpFullResponse } from 'n8n-workflow';

import { executionReceiver } from '../shared/tokens/callback';
import { handOverScheme } from './hand-over-scheme';
import { signDelivery } from '../shared/test-events/sign-delivery';
import type { GenerationEvent } from '../shared/event/event';
import { ownAddress, resumeUrl } from '../shared/http/own-address';
import { rawRequest } from '../shared/http/raw-request';
import { abortableDelay } from '../shared/n8n/delay';
import { isJsonObject, parseBody, toText } from '../shared/util/json';
import { backoff } from '../shared/waiting/backoff';
import type { WaitingExecution } from './resume-url';

/** How long an execution that does not wait yet, or does not answer, is tried. */
const PATIENCE_MS = 60_000;

const FIRST_PAUSE_MS = 300;

/** The waiting node may download files before it answers, for a minute. */
const TIMEOUT_MS = 90_000;

/** What the waiting execution has done with an event. */
type HandOverResult = 'resumed' | 'duplicate' | 'ignored';

/** Why an event could not be handed over. */
export type HandOverProblem =
	| 'finished'
	| 'gone'
	| 'wrong-token'
	| 'wrong-secret'
	| 'other-sender'
	/** a minute has passed; `last` says what came last */
	| { last: string };

type Outcome = { result: HandOverResult } | { problem: HandOverProblem } | { notYet: string };

/**
 * Hands a verified event over to an execution that waits. While it does not wait yet, or n8n does not answer, the request
 * is repeated for a minute. n8n takes one call for each wait, so that a repeated one resumes nothing twice.
 *
 * @param secret private, the one of the waiting node's credential
 */
export async function handOver(
	context: IExecuteFunctions,
	execution: WaitingExecution,
	event: GenerationEvent,
	secret: string,
): Promise<Exclude<Outcome, { notYet: string }>> {
	const scheme = handOverScheme(executionReceiver(execution.executionId));
	const body = Buffer.from(JSON.stringify(event));
	const deadline = Date.now() + PATIENCE_MS;
	const nextPause = backoff(FIRST_PAUSE_MS);
	const cancelled = context.getExecutionCancelSignal();
	let address: string | null = null;
	for (;;) {
		const { headers } = signDelivery(scheme, {
			body,
			secret,
			id: event.id,
			now: Date.now(),
			headers: { 'content-type': 'application/json' },
		});
		address ??= (await ownAddress(context, execution.url.href, resumeUrl)).address;
		// A proxy may keep preflights from n8n: the public address is called where none of them shows n8n.
		const url = (address ?? publicAddress(execution.url)) + execution.url.search;
		const outcome = outcomeOf(await rawRequest(context, { method: 'POST', url, headers, body, timeout: TIMEOUT_MS }));
		if (!('notYet' in outcome)) return outcome;
		const pause = nextPause();
		if (Date.now() + pause > deadline || cancelled?.aborted) return { problem: { last: outcome.notYet } };
		await abortableDelay(pause, cancelled);
	}
}

const publicAddress = ({ origin, pathname }: URL): string => origin + pathname;

/** The texts are n8n's: webhooks/waiting-webhooks.js, of 2.41.1 and 1.123.81. */
function outcomeOf(response: IN8nHttpFullResponse | { cause: string }): Outcome {
	if ('cause' in response) return { notYet: `no answer (${response.cause})` };
	const { statusCode } = response;
	const body = bodyOf(response.body);
	const text = toText(body.message) ?? '';
	if (statusCode === 200 && body.received === true) {
		return { result: body.duplicate === true ? 'duplicate' : body.ignored === true ? 'ignored' : 'resumed' };
	}
	if (statusCode === 400) return { problem: 'other-sender' };
	if (statusCode === 401) return { problem: body.error === 'unauthorized' ? 'wrong-secret' : 'wrong-token' };
	if (statusCode === 404 && text.includes('does not exist')) return { problem: 'gone' };
	// While the steps before the wait are running, the text says so.
	if (statusCode === 409 && text.includes('has finished')) return { problem: 'finished' };
	return { notYet: `status ${statusCode}${text === '' ? '' : `: ${text}`}` };
}

function bodyOf(body: unknown): Record<string, unknown> {
	if (isJsonObject(body)) return body;
	const parsed = parseBody(Buffer.from(toText(body) ?? ''));
	return parsed.ok ? parsed.body : {};
}
