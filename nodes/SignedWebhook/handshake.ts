import type { IWebhookFunctions } from 'n8n-workflow';

import { toObject } from '../shared/util/json';
import type { TriggerDefinition } from '../shared/trigger/definition';
import type { Sender } from './sender';

const MAX_CHALLENGE_LENGTH = 1_000;

/**
 * Services that send a challenge before they deliver to a new address, by the header that they sign with.
 *
 * Source: docs.slack.dev/reference/events/url_verification.
 */
const echoes: Readonly<Record<string, (body: Record<string, unknown>) => unknown>> = {
	'x-slack-signature': ({ type, challenge }) => (type === 'url_verification' ? challenge : undefined),
};

/**
 * @param sender the sender that the node is set up for
 * @returns how its challenges are answered; nothing where it is not known to send any
 */
export function handshakeOf({ delivery }: Sender): TriggerDefinition['handshake'] {
	const [header] = delivery.signature.places;
	if (!Object.hasOwn(echoes, header)) return undefined;
	return (_context: IWebhookFunctions, request) => {
		const challenge = echoes[header](toObject(request.body));
		if (typeof challenge !== 'string' || challenge.length > MAX_CHALLENGE_LENGTH) return null;
		return { status: 200, body: challenge };
	};
}
