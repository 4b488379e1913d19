import type { IWebhookFunctions } from 'n8n-workflow';

import { readClaim } from '../delivery/claim';
import type { GenerationEvent } from '../event/event';
import { METADATA_PARAMETER } from '../delivery/metadata';
import { type Verdict, type VerificationOptions, verifyDelivery } from '../delivery/verify';
import { sampleKey } from '../test-events/listen';
import { signingSecrets } from '../endpoints/signing-secrets';
import type { TriggerDefinition, TriggerOptions, VerifiedDelivery, WebhookRequest } from './definition';

/**
 * Examines the request of a webhook context with the secrets that are in force.
 *
 * @param options the subscription, and the age limit in milliseconds
 * @returns the kernel's verdict
 */
export async function verifyRequest(
	context: IWebhookFunctions,
	definition: Pick<TriggerDefinition, 'api' | 'delivery' | 'secrets'>,
	options: Pick<VerificationOptions, 'events' | 'maxAge'>,
): Promise<Verdict> {
	const request = context.getRequestObject();
	const received = {
		body: await rawBodyOf(request),
		headers: request.headers,
		metadata: request.query?.[METADATA_PARAMETER],
	};
	const verifyWith = (secrets: readonly string[]) =>
		verifyDelivery(definition.delivery, received, { ...options, secrets, now: Date.now() });

	const secrets =
		sampleKey(context) ?? definition.secrets?.(context) ?? signingSecrets(context, definition.api.credentialType);
	const verdict = verifyWith(await secrets.known());
	const stale =
		verdict.outcome === 'unverifiable' ||
		(verdict.outcome === 'unauthorized' && verdict.reason === 'signature-mismatch');
	if (!stale) return verdict;

	// The secret may have been changed since it was read.
	const refreshed = await secrets.refreshed();
	return refreshed === null ? verdict : verifyWith(refreshed);
}

/**
 * Shows an authentic delivery to what decides for whom it is. Headers outside the signature are anybody's, so they are
 * not shown.
 *
 * @param event the event of the kernel's verdict
 */
export function verifiedDelivery<Options extends TriggerOptions>(
	context: IWebhookFunctions,
	{ delivery }: TriggerDefinition<Options>,
	event: GenerationEvent,
): VerifiedDelivery {
	const claim = readClaim(delivery.signature, context.getRequestObject().headers);
	return {
		event,
		signedHeader: (name) => (typeof claim === 'string' ? null : claim.header(name.toLowerCase())),
	};
}

/**
 * n8n reads the body of JSON requests only. What it cannot read (a form, a body that is too large, broken off or
 * not compressed as it claims) counts as empty and so as unauthentic.
 */
async function rawBodyOf(request: WebhookRequest): Promise<Buffer> {
	try {
		if (request.rawBody === undefined) await request.readRawBody();
	} catch {
		return Buffer.alloc(0);
	}
	return request.rawBody ?? Buffer.alloc(0);
}
