import { type Attempt, sendSigned, type SignedRequest } from '../../../simulator/index.mts';
import type { ListeningTrigger } from './open-trigger.mts';

/**
 * Delivers an event to a trigger as its provider would.
 *
 * @param trigger the receiver
 * @param overrides how the delivery deviates; an authentic one of a new event unless given
 * @returns the attempt
 */
export async function deliver(trigger: ListeningTrigger, overrides: Partial<SignedRequest> = {}): Promise<Attempt> {
	return await sendSigned({
		provider: trigger.provider.name,
		url: trigger.url,
		body: trigger.provider.sample(),
		secret: trigger.credential.secret,
		...overrides,
	});
}

/** A status and a body, for `toMatchObject`. */
export const answers = {
	received: { status: 200, body: '{"received":true}' },
	duplicate: { status: 200, body: '{"received":true,"duplicate":true}' },
	ignored: { status: 200, body: '{"received":true,"ignored":true}' },
	pending: { status: 503, body: '{"error":"unavailable"}' },
	unauthorized: { status: 401, body: '{"error":"unauthorized"}' },
	forbidden: { status: 403, body: '{"error":"forbidden"}' },
	invalid: { status: 400, body: '{"error":"bad request"}' },
	unavailable: { status: 503, body: '{"error":"unavailable"}' },
} as const;
