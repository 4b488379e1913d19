import type { IWebhookFunctions } from 'n8n-workflow';

import { webhookReceiver } from '../tokens/callback';
import type { ClaimProblem } from '../delivery/claim';
import type { DeliveryDefinition } from '../delivery/definition';
import { type Delivery, DeliveryReader } from '../delivery/delivery';
import { METADATA_PARAMETER } from '../tokens/metadata';
import { signsAddress } from './scheme-needs';
import { type VerificationOptions, type Verdict as KernelVerdict, verifyDelivery } from '../delivery/verify';
import { type SigningSecrets, signingSecrets } from '../endpoints/signing-secrets';
import { sampleKey } from '../test-events/listen';
import type { TriggerDefinition, VerifiedDelivery, WebhookRequest } from './definition';

/** Why there are no bytes that could be verified. */
type UnreadReason =
	/** n8n reads such bodies itself */
	| 'multipart'
	/** too large, broken off, or not compressed as it claims */
	| 'unreadable';

/** The kernel's verdict, or that n8n has left nothing to examine. */
export type Verdict = KernelVerdict | { outcome: 'unauthorized' | 'invalid'; reason: UnreadReason };

/** What the receiver wants, and where. */
interface RequestOptions extends Pick<VerificationOptions, 'events' | 'maxAge'> {
	/** @returns the address that n8n gives to the sender, without its query; that of the node's webhook unless given */
	address?(): string | undefined;
	/** Which callback URLs lead here; those of the node's webhook unless given. */
	receiver?: string;
}

/**
 * Verifies the request of a webhook context with the secrets that are in force.
 *
 * @param options the subscription, the age limit in milliseconds, and the address
 */
export async function verifyRequest(
	context: IWebhookFunctions,
	definition: Pick<TriggerDefinition, 'api' | 'delivery' | 'secrets' | 'signedUrl'>,
	{ address = () => calledAddress(context), receiver, ...options }: RequestOptions,
): Promise<Verdict> {
	const request = context.getRequestObject();
	const body = await readBody(request);
	const isSigned = signsAddress(definition.delivery.signature);
	const delivery: Delivery = {
		...deliveryOf(request, body, isSigned ? (definition.signedUrl ?? address() ?? '') : ''),
		receiver:
			definition.delivery.signature.format.kind === 'callbackUrl' ? (receiver ?? ownReceiver(context)) : undefined,
	};
	const secrets =
		sampleKey(context) ??
		definition.secrets?.(context, delivery) ??
		signingSecrets(context, definition.api.credentialType);
	const verdict = await verifyWithSecrets(definition.delivery, delivery, secrets, options);
	return typeof body === 'string' ? unreadVerdict(verdict, body) : verdict;
}

/** @returns the request of a webhook context as the kernel reads it, with its address; an unread body is empty */
export async function requestDelivery(
	context: IWebhookFunctions,
	{ signedUrl }: Pick<TriggerDefinition, 'signedUrl'>,
): Promise<Delivery> {
	const request = context.getRequestObject();
	return deliveryOf(request, await readBody(request), signedUrl ?? calledAddress(context) ?? '');
}

/**
 * Verifies with the secrets that are known and, where they do not match, with those that are in force now.
 *
 * @param secrets their source, or why the delivery cannot be the sender's
 */
export async function verifyWithSecrets(
	definition: DeliveryDefinition,
	delivery: Delivery,
	secrets: SigningSecrets | ClaimProblem,
	options: Pick<VerificationOptions, 'events' | 'maxAge'>,
): Promise<KernelVerdict> {
	if ('problem' in secrets) return { outcome: 'unauthorized', ...secrets };
	const reader = DeliveryReader.of(delivery);
	const verifyWith = (keys: readonly string[]) =>
		verifyDelivery(definition, reader, { ...options, secrets: keys, now: Date.now() });
	const known = await secrets.known();
	const verdict = verifyWith(known);
	const isStale =
		verdict.outcome === 'unverifiable' ||
		(verdict.outcome === 'unauthorized' && verdict.reason === 'signature-mismatch');
	// The secret may have been changed since it was read.
	const refreshed = isStale ? await secrets.refreshed() : null;
	return refreshed === null || String(refreshed) === String(known) ? verdict : verifyWith(refreshed);
}

/** @returns what `accepts` is shown of an authentic delivery. Anyone can set headers that are not signed. */
export function verifiedDelivery(verdict: Extract<Verdict, { event: unknown }>): VerifiedDelivery {
	const { header, claim } = verdict.signed;
	return { event: verdict.event, signedHeader: (name) => header(name.toLowerCase()), claim };
}

/**
 * The public address that was called, without its query. In `webhook()`, n8n tells the Production URL for the Test URL
 * too (2.41.1 and 1.123.81). They differ in the name of the endpoint, which the request has.
 */
function calledAddress(context: IWebhookFunctions): string | undefined {
	const url = context.getNodeWebhookUrl('default');
	if (context.getMode() !== 'manual') return url;
	const [, endpoint = ''] = targetOf(context.getRequestObject()).split('/');
	return url?.replace(/[^/]+((?:\/[^/]+){2})$/, `${endpoint}$1`);
}

function ownReceiver(context: IWebhookFunctions): string | undefined {
	const url = context.getNodeWebhookUrl('default');
	return url === undefined ? undefined : webhookReceiver(url);
}

function targetOf({ originalUrl, url }: WebhookRequest): string {
	return originalUrl ?? url ?? '';
}

/** @param address where the sender delivers to, without a query; never from a Host header, which anyone can set */
function deliveryOf(request: WebhookRequest, body: Buffer | UnreadReason, address: string): Delivery {
	const called = targetOf(request);
	const query = called.includes('?') ? called.slice(called.indexOf('?')) : '';
	return {
		body: typeof body === 'string' ? Buffer.alloc(0) : body,
		headers: request.headers,
		url: `${address}${query}`,
		method: request.method,
		metadata: request.query?.[METADATA_PARAMETER],
	};
}

/** n8n does not read the bodies of all types by itself. */
async function readBody(request: WebhookRequest): Promise<Buffer | UnreadReason> {
	if (/^multipart\//i.test(request.headers['content-type'] ?? '')) return 'multipart';
	try {
		if (request.rawBody === undefined) await request.readRawBody();
	} catch {
		return 'unreadable';
	}
	return request.rawBody ?? Buffer.alloc(0);
}

/** A token proves a delivery whatever its body is, which cannot be read all the same. */
function unreadVerdict(verdict: KernelVerdict, reason: UnreadReason): Verdict {
	if (verdict.outcome === 'unverifiable') return verdict;
	return { outcome: verdict.outcome === 'unauthorized' ? 'unauthorized' : 'invalid', reason };
}
