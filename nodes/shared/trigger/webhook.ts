import type { IWebhookFunctions, IWebhookResponseData } from 'n8n-workflow';

import { verifyDelivery, type VerificationOptions, type Verdict } from '../delivery/verify';
import type { GenerationEvent } from '../delivery/event';
import { METADATA_PARAMETER } from '../delivery/metadata';
import { expectJsonResponse, respond, responses } from './responses';
import { reserve } from '../idempotency/reservation';
import { senderIsAllowed } from './allowed-senders';
import { signingSecrets } from '../secrets/signing-secrets';
import { createThrottle } from '../util/throttle';
import type { TriggerDefinition, TriggerOptions } from './definition';

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
		log(context, 'address', `A delivery from ${request.ip} was refused: the address is not in Allowed IPs.`);
		return respond(response, responses.forbidden);
	}

	const verdict = await verifyRequest(context, definition, {
		events: context.getNodeParameter('events') as string[],
		maxAge: (options.maxEventAge ?? 0) * MINUTE,
	});
	if (verdict.outcome !== 'accepted') {
		if ('reason' in verdict) log(context, verdict.reason, refusalText(definition, verdict.reason));
		return respond(response, responses[verdict.outcome]);
	}

	const aggregated = await aggregate(context, definition, verdict.event, options);
	if (!('event' in aggregated)) return respond(response, aggregated);
	const { event } = aggregated;

	// While somebody tries out the workflow, the same sample may come as often as they like.
	const duplicatesMatter = options.ignoreDuplicates !== false && context.getMode() !== 'manual';
	if (duplicatesMatter) {
		const reservation = reserve(context, event.id);
		if (reservation !== 'granted') return respond(response, responses[reservation]);
	}
	expectJsonResponse(response);
	return { workflowData: [[{ json: event }]] };
}

/**
 * Examines the request of a webhook context with the secrets that are in force.
 *
 * @param context a webhook context, of a trigger or of a waiting node
 * @param definition the provider
 * @param expectations the subscription, and the age limit in milliseconds
 * @returns the kernel's verdict
 */
export async function verifyRequest(
	context: IWebhookFunctions,
	{ api, delivery }: Pick<TriggerDefinition, 'api' | 'delivery'>,
	expectations: Pick<VerificationOptions, 'events' | 'maxAge'>,
): Promise<Verdict> {
	const request = context.getRequestObject();
	const received = {
		body: await rawBodyOf(request),
		headers: request.headers,
		metadata: request.query?.[METADATA_PARAMETER],
	};
	const verifyWith = (secrets: readonly string[]) =>
		verifyDelivery(delivery, received, { ...expectations, secrets, now: Date.now() });

	const secrets = signingSecrets(context, api.credentialType);
	const verdict = verifyWith(await secrets.known());
	const stale =
		verdict.outcome === 'unverifiable' ||
		(verdict.outcome === 'unauthorized' && verdict.reason === 'signature-mismatch');
	if (!stale) return verdict;

	// The secret may have been changed since it was read.
	const refreshed = await secrets.refreshed();
	return refreshed === null ? verdict : verifyWith(refreshed);
}

async function aggregate(
	context: IWebhookFunctions,
	definition: TriggerDefinition,
	event: GenerationEvent,
	options: TriggerOptions,
) {
	if (definition.aggregate === undefined) return { event };
	try {
		const aggregated = await definition.aggregate(context, event, options);
		return aggregated === null ? responses.received : { event: aggregated };
	} catch (error) {
		// The provider delivers again, and by then its API may answer.
		log(context, 'incomplete', `An event could not be completed: ${error instanceof Error ? error.message : ''}`);
		return responses.unavailable;
	}
}

/**
 * n8n reads the body of JSON requests only. What it cannot read (a form, a body that is too large, broken off or
 * not compressed as it claims) counts as empty and so as unauthentic: n8n would store a failed execution for an
 * error, whoever caused it.
 */
async function rawBodyOf(request: ReturnType<IWebhookFunctions['getRequestObject']>): Promise<Buffer> {
	try {
		if (request.rawBody === undefined) await request.readRawBody();
	} catch {
		return Buffer.alloc(0);
	}
	return request.rawBody ?? Buffer.alloc(0);
}

function refusalText({ api, delivery }: TriggerDefinition, reason: string): string {
	const { displayName } = api;
	const [header] = delivery.signature.headers;
	const texts: Record<string, string> = {
		'no-secret': `no signing secret is known. Enter the Webhook Secret in the ${displayName} credential, or publish (activate) the workflow again.`,
		'key-malformed': `the signing secret is not a key that ${displayName} can sign with. Copy it again, completely.`,
		'signature-missing': `it has no ${header} header. Either it is not from ${displayName}, or a proxy removes the header.`,
		'signature-malformed': `its ${header} header is not a valid signature, or another signed header is missing.`,
		'signature-mismatch': `its signature does not match. Either it is forged, a proxy changes the body, or the Webhook Secret in the credential is not the one that ${displayName} signs with.`,
		'too-old': 'it was sent too long ago. Check the clock of this machine, and Max Event Age.',
		'too-new': 'it was sent in the future. Check the clock of this machine.',
	};
	return `A delivery was refused: ${texts[reason] ?? `its body is authentic, but no event (${reason}).`}`;
}

function log(context: IWebhookFunctions, kind: string, text: string): void {
	const node = context.getNode();
	const { id } = context.getWorkflow();
	if (logLines.allows(`${id}:${node.id}:${kind}`)) {
		context.logger.warn(`${node.name}: ${text}`, { workflowId: id, nodeName: node.name });
	}
}
