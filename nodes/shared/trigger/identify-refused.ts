import type { IWebhookFunctions } from 'n8n-workflow';

import { signingSecrets } from '../endpoints/signing-secrets';
import { nodeKey } from '../n8n/node-key';
import { createThrottle } from '../util/throttle';
import type { TriggerDefinition, TriggerOptions } from './definition';
import { requestDelivery, type Verdict } from './verify-request';

type Reason = Extract<Verdict, { reason: string }>['reason'];

/** Why a delivery may be another sender's. */
const reasons: readonly Reason[] = [
	'no-secret',
	'key-malformed',
	'signature-missing',
	'signature-malformed',
	'signature-mismatch',
];

/** Bytes of a body. */
const MAX_BODY = 256 * 1024;

/** Anybody may deliver. The editor shows one refusal at a time. */
const attempts = createThrottle(1_000);

/**
 * Finds out, while somebody listens in the editor, whose delivery was refused. Never in production.
 *
 * @returns what to do, in full sentences, or null where that is not known
 */
export async function identifyRefused<Options extends TriggerOptions>(
	context: IWebhookFunctions,
	definition: TriggerDefinition<Options>,
	reason: Reason,
): Promise<string | null> {
	if (definition.identify === undefined || context.getMode() !== 'manual' || !reasons.includes(reason)) return null;
	if (!attempts.allows(nodeKey(context))) return null;
	const delivery = await requestDelivery(context, definition);
	if (delivery.body.length > MAX_BODY) return null;
	const { credentialType } = definition.api;
	const hasCredential = context.getNode().credentials?.[credentialType] !== undefined;
	return definition.identify(delivery, hasCredential ? await signingSecrets(context, credentialType).known() : []);
}
