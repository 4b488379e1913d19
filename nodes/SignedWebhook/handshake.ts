import type { IWebhookFunctions } from 'n8n-workflow';

import { toObject } from '../shared/util/json';
import type { TriggerDefinition } from '../shared/trigger/definition';
import type { Sender } from './sender';

const MAX_CHALLENGE_LENGTH = 1_000;

/**
 * How to read the challenge of services that verify a new URL, by their signature header.
 *
 * Source: docs.slack.dev/reference/events/url_verification.
 */
const echoes: Readonly<Record<string, (body: Record<string, unknown>) => unknown>> = {
	'x-slack-signature': ({ type, challenge }) => (type === 'url_verification' ? challenge : undefined),
};

/** @returns the response to the sender's challenge, or undefined if the sender is not known to send one */
export function handshakeOf({ delivery }: Sender): TriggerDefinition['handshake'] {
	const [header] = delivery.signature.places;
	if (!Object.hasOwn(echoes, header)) return undefined;
	return (_context: IWebhookFunctions, request) => {
		const challenge = echoes[header](toObject(request.body));
		if (typeof challenge !== 'string' || challenge.length > MAX_CHALLENGE_LENGTH) return null;
		return { status: 200, body: challenge };
	};
}
