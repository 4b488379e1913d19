import type { IWebhookFunctions } from 'n8n-workflow';

import type { DeliveryDefinition } from '../delivery/definition';
import type { Delivery } from '../delivery/delivery';
import { METADATA_PARAMETER } from '../delivery/metadata';
import { parseTemplate } from '../delivery/template';
import { type VerificationOptions, type Verdict as KernelVerdict, verifyDelivery } from '../delivery/verify';
import { type SigningSecrets, signingSecrets } from '../endpoints/signing-secrets';
import { sampleKey } from '../test-events/listen';
import type { TriggerDefinition, VerifiedDelivery, WebhookRequest } from './definition';

/** The kernel's verdict, or that n8n has left nothing to examine. */
export type Verdict =
	| KernelVerdict
	/** n8n reads multipart bodies itself, so that no bytes are left that could be verified. */
	| { outcome: 'unauthorized' | 'invalid'; reason: 'multipart' };

/** What the receiver wants, and where. */
interface RequestOptions extends Pick<VerificationOptions, 'events' | 'maxAge'> {
	/** @returns the address that the sender was given, without its query; that of the node's webhook unless given */
	address?(): string | undefined;
}

/**
 * Verifies the request of a webhook context with the secrets that are in force.
 *
 * @param options the subscription, the age limit in milliseconds, and the address
 */
export async function verifyRequest(
	context: IWebhookFunctions,
	definition: Pick<TriggerDefinition, 'api' | 'delivery' | 'secrets'>,
	{ address = () => context.getNodeWebhookUrl('default'), ...options }: RequestOptions,
): Promise<Verdict> {
	const request = context.getRequestObject();
	const delivery = await deliveryOf(request, signsAddress(definition) ? (address() ?? '') : '');
	const secrets =
		sampleKey(context) ?? definition.secrets?.(context) ?? signingSecrets(context, definition.api.credentialType);
	const verdict = await verifyWithSecrets(definition.delivery, delivery, secrets, options);
	return isMultipart(request) ? multipartVerdict(verdict) : verdict;
}

/** Verifies with the secrets that are known and, where they do not match, with those that are in force now. */
export async function verifyWithSecrets(
	definition: DeliveryDefinition,
	delivery: Delivery,
	secrets: SigningSecrets,
	options: Pick<VerificationOptions, 'events' | 'maxAge'>,
): Promise<KernelVerdict> {
	const verifyWith = (keys: readonly string[]) =>
		verifyDelivery(definition, delivery, { ...options, secrets: keys, now: Date.now() });
	const verdict = verifyWith(await secrets.known());
	const isStale =
		verdict.outcome === 'unverifiable' ||
		(verdict.outcome === 'unauthorized' && verdict.reason === 'signature-mismatch');
	// The secret may have been changed since it was read.
	const refreshed = isStale ? await secrets.refreshed() : null;
	return refreshed === null ? verdict : verifyWith(refreshed);
}

/** @returns what `accepts` is shown of an authentic delivery. Anyone can set headers that are not signed. */
export function verifiedDelivery(verdict: Extract<Verdict, { event: unknown }>): VerifiedDelivery {
	return { event: verdict.event, signedHeader: (name) => verdict.signed.header(name.toLowerCase()) };
}

function signsAddress({ delivery }: Pick<TriggerDefinition, 'delivery'>): boolean {
	const { content = '' } = delivery.signature;
	return parseTemplate(content).some(({ kind }) => kind === 'url' || kind === 'path');
}

/** @param address where the sender delivers to, without a query; never from a Host header, which anyone can set */
async function deliveryOf(request: WebhookRequest, address: string): Promise<Delivery> {
	const called = request.originalUrl ?? request.url ?? '';
	const query = called.includes('?') ? called.slice(called.indexOf('?')) : '';
	return {
		body: await rawBodyOf(request),
		headers: request.headers,
		url: `${address}${query}`,
		method: request.method,
		metadata: request.query?.[METADATA_PARAMETER],
	};
}

/**
 * n8n does not read the bodies of all types. What it cannot read (one that is too large, broken off, or not compressed
 * as it claims) counts as empty, and so as unauthentic.
 */
async function rawBodyOf(request: WebhookRequest): Promise<Buffer> {
	if (isMultipart(request)) return Buffer.alloc(0);
	try {
		if (request.rawBody === undefined) await request.readRawBody();
	} catch {
		return Buffer.alloc(0);
	}
	return request.rawBody ?? Buffer.alloc(0);
}

function isMultipart({ headers }: WebhookRequest): boolean {
	return /^multipart\//i.test(headers['content-type'] ?? '');
}

/** What is proven by a token alone is authentic, and cannot be read all the same. */
function multipartVerdict(verdict: KernelVerdict): Verdict {
	if ('event' in verdict || verdict.outcome === 'invalid') return { outcome: 'invalid', reason: 'multipart' };
	return verdict.outcome === 'unauthorized' ? { outcome: 'unauthorized', reason: 'multipart' } : verdict;
}
