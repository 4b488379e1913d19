import type { IWebhookFunctions, IWebhookResponseData } from 'n8n-workflow';

import { examineDelivery, type Verdict } from '../delivery/examine';
import type { GenerationEvent } from '../delivery/generation-event';
import { answer, answers, expectJsonAnswer } from './answers';
import { replayGuardOf } from './replay-guards';
import { senderIsAllowed } from './sender';
import { signingSecrets } from './signing-secrets';
import { createThrottle } from './throttle';
import type { TriggerDefinition, TriggerOptions } from './trigger-definition';

const MINUTE = 60_000;

/** A flood of forged deliveries must not become a flood of log lines. */
const logLines = createThrottle(10_000);

/**
 * Receives one delivery: the whole of a trigger's `webhook()`. It evaluates no expression and, as a rule, reads
 * nothing from n8n's database, since either costs more than all the rest.
 *
 * @param context the trigger's webhook context
 * @param definition the provider
 * @returns the item for n8n to start an execution with, or nothing where the delivery has been answered already
 */
export async function receiveDelivery(
	context: IWebhookFunctions,
	definition: TriggerDefinition,
): Promise<IWebhookResponseData> {
	const request = context.getRequestObject();
	const response = context.getResponseObject();
	const options = context.getNodeParameter('options', {}) as TriggerOptions;

	if (!senderIsAllowed(options.allowedIps, request.ip)) {
		log(context, `A delivery from ${request.ip} was refused: the address is not in Allowed IPs.`);
		return answer(response, answers.forbidden);
	}

	const body = await bodyOf(request);
	if (body === null) {
		log(context, 'A delivery was refused: its body was cut off, is too large or is not compressed as it claims.');
		return answer(response, answers.invalid);
	}

	const verdict = await examine(context, definition, options, body);
	if (verdict.outcome !== 'accepted') {
		if ('reason' in verdict) log(context, refusalText(definition, verdict.reason));
		return answer(response, answers[verdict.outcome]);
	}

	// While somebody tries out the workflow, the same sample may come as often as they like.
	const duplicatesMatter = options.ignoreDuplicates !== false && context.getMode() !== 'manual';
	if (duplicatesMatter) {
		const refusal = claim(context, verdict.event);
		if (refusal !== null) return answer(response, refusal);
	}
	expectJsonAnswer(response);
	return { workflowData: [[{ json: verdict.event }]] };
}

async function examine(
	context: IWebhookFunctions,
	{ api, delivery }: TriggerDefinition,
	options: TriggerOptions,
	body: Uint8Array,
): Promise<Verdict> {
	const received = { body, headers: context.getRequestObject().headers };
	const events = context.getNodeParameter('events') as string[];
	const examineWith = (secrets: readonly string[]) =>
		examineDelivery(delivery, received, {
			secrets,
			events,
			maxAge: (options.maxEventAge ?? 0) * MINUTE,
			now: Date.now(),
		});

	const secrets = signingSecrets(context, api.credentialType);
	const verdict = examineWith(await secrets.known());
	const stale =
		verdict.outcome === 'unverifiable' ||
		(verdict.outcome === 'unauthorized' && verdict.reason === 'signature-mismatch');
	if (!stale) return verdict;

	// The secret may have been changed since it was read.
	const refreshed = await secrets.refreshed();
	return refreshed === null ? verdict : examineWith(refreshed);
}

/**
 * Reads the body, which n8n itself does for JSON requests only. Null where it cannot be read: what a stranger's
 * request throws here, n8n would store as a failed execution.
 */
async function bodyOf(request: ReturnType<IWebhookFunctions['getRequestObject']>): Promise<Uint8Array | null> {
	try {
		if (request.rawBody === undefined) await request.readRawBody();
		return request.rawBody ?? Buffer.alloc(0);
	} catch {
		return null;
	}
}

/** Claims the event; the claim is kept once the 200 is out, and given back if it never gets there. */
function claim(context: IWebhookFunctions, { id }: GenerationEvent) {
	const guard = replayGuardOf(context.getWorkflow().id ?? '', context.getNode().id);
	const claimed = guard.claim(id);
	if (claimed === 'kept') return answers.duplicate;
	if (claimed === 'pending') return answers.pending;

	const response = context.getResponseObject();
	let settled = false;
	const settle = (sent: boolean) => {
		if (settled) return;
		settled = true;
		if (sent && response.statusCode === 200) guard.keep(id);
		else guard.release(id);
	};
	response.once('finish', () => settle(true));
	response.once('close', () => settle(false));
	return null;
}

function refusalText({ api, delivery }: TriggerDefinition, reason: string): string {
	const { displayName } = api;
	const header = delivery.signature.header;
	const texts: Record<string, string> = {
		'no-secret': `no signing secret is known. Enter the Webhook Secret in the ${displayName} credential, or activate the workflow again.`,
		'signature-missing': `it has no ${header} header. Either it is not from ${displayName}, or a proxy removes the header.`,
		'signature-malformed': `its ${header} header is no hexadecimal SHA-256 signature.`,
		'signature-mismatch': `its signature does not match. Either it is forged, a proxy changes the body, or the Webhook Secret in the credential is not the one that ${displayName} signs with.`,
		'too-old': 'it is older than Max Event Age.',
	};
	return `A delivery was refused: ${texts[reason] ?? `its body is authentic, but no event (${reason}).`}`;
}

function log(context: IWebhookFunctions, text: string): void {
	const node = context.getNode();
	const { id } = context.getWorkflow();
	if (logLines.allows(`${id}:${node.id}:${text}`)) {
		context.logger.warn(`${node.name}: ${text}`, { workflowId: id, nodeName: node.name });
	}
}
